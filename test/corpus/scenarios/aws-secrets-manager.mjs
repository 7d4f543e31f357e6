// Secrets Manager: an ARN, and an answer that must not be in the span.
import { awsService } from '../recorder/aws-service.mjs';

export default awsService({
  library: '@aws-sdk/client-secrets-manager',
  client: 'SecretsManagerClient',
  calls: {
    get: [
      'GetSecretValueCommand',
      { SecretId: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-a1b2c3' },
      { SecretString: 'hidden' },
    ],
    'get by name': ['GetSecretValueCommand', { SecretId: 'db' }, { SecretString: 'hidden' }],
  },
});
