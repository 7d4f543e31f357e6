import * as AWSXRay from 'aws-xray-sdk-core';
import https from 'https';
import { S3Client } from '@aws-sdk/client-s3';

let client = new S3Client({});
if (process.env.TRACING === 'on') {
  AWSXRay.captureHTTPsGlobal(https);
  client = AWSXRay.captureAWSv3Client(client);
}

export { client };
