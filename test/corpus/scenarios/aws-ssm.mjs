// Systems Manager's parameters.
import { awsService } from '../recorder/aws-service.mjs';

export default awsService({
  library: '@aws-sdk/client-ssm',
  client: 'SSMClient',
  calls: {
    get: [
      'GetParameterCommand',
      { Name: '/shop/db', WithDecryption: true },
      { Parameter: { Name: '/shop/db', Value: 'hidden' } },
    ],
    'get by path': ['GetParametersByPathCommand', { Path: '/shop' }, { Parameters: [] }],
  },
});
