import AWSXRay from 'aws-xray-sdk-core';
import middy from '@middy/core';
import secrets from '@middy/secrets-manager';

export const handler = middy(work).use(
  secrets({
    fetchData: { token: 'shop/token' },
    awsClientCapture: AWSXRay.captureAWSv3Client,
    cacheExpiry: 60_000,
  }),
);

async function work() {}
