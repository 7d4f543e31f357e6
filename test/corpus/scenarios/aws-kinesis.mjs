// Kinesis streams.
import { awsService } from '../recorder/aws-service.mjs';

export default awsService({
  library: '@aws-sdk/client-kinesis',
  client: 'KinesisClient',
  calls: {
    put: [
      'PutRecordCommand',
      { StreamName: 'clicks', Data: new Uint8Array([1]), PartitionKey: 'a' },
      { ShardId: 's-0', SequenceNumber: '1' },
    ],
    'put many': [
      'PutRecordsCommand',
      { StreamName: 'clicks', Records: [{ Data: new Uint8Array([1]), PartitionKey: 'a' }] },
    ],
    get: [
      'GetRecordsCommand',
      { ShardIterator: 'i', StreamARN: 'arn:aws:kinesis:eu-central-1:123456789012:stream/clicks' },
      { Records: [] },
    ],
  },
});
