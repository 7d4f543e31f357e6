// Step Functions: executions and activities.
import { awsService } from '../recorder/aws-service.mjs';

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:checkout';

export default awsService({
  library: '@aws-sdk/client-sfn',
  client: 'SFNClient',
  calls: {
    'start an execution': [
      'StartExecutionCommand',
      { stateMachineArn, input: '{}' },
      { executionArn: `${stateMachineArn}:7` },
    ],
    'describe it': ['DescribeStateMachineCommand', { stateMachineArn }],
  },
});
