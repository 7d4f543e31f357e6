import { S3Client } from '@aws-sdk/client-s3';

let client = new S3Client({});

export { client };
