// Lambda: the context travels in the client context; a function's own error comes with status 200.
import { awsService } from '../recorder/aws-service.mjs';

export default awsService({
  library: '@aws-sdk/client-lambda',
  client: 'LambdaClient',
  calls: {
    invoke: ['InvokeCommand', { FunctionName: 'resize', Payload: '{}' }, {}],
    'invoke by ARN': [
      'InvokeCommand',
      { FunctionName: 'arn:aws:lambda:eu-central-1:123456789012:function:resize:live' },
      {},
    ],
    'invoke without waiting': ['InvokeCommand', { FunctionName: 'resize', InvocationType: 'Event', Payload: '{}' }, {}],
    'list functions': ['ListFunctionsCommand', {}],
  },
});
