// EventBridge: the bus is in the entries only.
import { awsService } from '../recorder/aws-service.mjs';

export default awsService({
  library: '@aws-sdk/client-eventbridge',
  client: 'EventBridgeClient',
  calls: {
    'put events': [
      'PutEventsCommand',
      { Entries: [{ EventBusName: 'shop', Source: 'shop.orders', DetailType: 'paid', Detail: '{}' }] },
      { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] },
    ],
  },
});
