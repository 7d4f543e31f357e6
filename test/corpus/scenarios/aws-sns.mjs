// SNS: query protocol with XML; the context travels in message attributes.
import { awsService } from '../recorder/aws-service.mjs';

const TopicArn = 'arn:aws:sns:eu-central-1:123456789012:orders';

export default awsService({
  library: '@aws-sdk/client-sns',
  client: 'SNSClient',
  calls: {
    publish: ['PublishCommand', { TopicArn, Message: '{"order":7}' }, '<MessageId>m-1</MessageId>'],
    'publish a batch': ['PublishBatchCommand', { TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: 'a' }] }],
    'publish to a phone': ['PublishCommand', { PhoneNumber: '+4930000000', Message: 'paid' }],
    'list topics': ['ListTopicsCommand', {}],
  },
});
