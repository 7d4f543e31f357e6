// Firehose.
import { awsService } from '../recorder/aws-service.mjs';

export default awsService({
  library: '@aws-sdk/client-firehose',
  client: 'FirehoseClient',
  calls: {
    put: [
      'PutRecordCommand',
      { DeliveryStreamName: 'clicks', Record: { Data: new Uint8Array([1]) } },
      { RecordId: 'r-1' },
    ],
  },
});
