// Calls of AWS SDK v3 and of a client that looks like one of AWS SDK v2.
const http = require('node:http');
const { EventEmitter, once } = require('node:events');
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

module.exports = async (AWSXRay) => {
  const headers = [];
  const server = http.createServer((req, res) => {
    headers.push(
      String(req.headers['x-amzn-trace-id'])
        .replace(/[0-9a-f]{16,}/g, 'x')
        .replace(/1-[0-9a-f]{8}/, '1-t'),
    );
    req.resume().on('end', () => {
      const target = String(req.headers['x-amz-target']);
      const isBad = target.endsWith('PutItem');
      res.writeHead(isBad ? 400 : 200, { 'x-amzn-requestid': 'request-1', 'x-amz-id-2': 'extended' });
      if (isBad) res.end(JSON.stringify({ __type: 'x#ProvisionedThroughputExceededException', message: 'slow' }));
      else
        res.end(
          target.includes('SQS')
            ? '{"MessageId":"m-1"}'
            : target.includes('Dynamo')
              ? '{"ConsumedCapacity":{"TableName":"orders"}}'
              : 'body',
        );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const options = {
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
    maxAttempts: 1,
  };
  const capture = (client) => AWSXRay.captureAWSv3Client(AWSXRay.captureAWSv3Client(client));
  const dynamodb = capture(new DynamoDBClient(options));
  const s3 = capture(new S3Client({ ...options, forcePathStyle: true }));
  const sqs = capture(new SQSClient(options));
  const segment = new AWSXRay.Segment('aws');
  segment.additionalTraceData = { Lineage: 'a:1' };
  await AWSXRay.getNamespace().runPromise(async () => {
    AWSXRay.setSegment(segment);
    await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } }, ConsistentRead: true }));
    await dynamodb.send(new PutItemCommand({ TableName: 'orders', Item: {} })).catch(() => undefined);
    await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })).then(({ Body }) => Body.transformToString());
    await sqs
      .send(
        new SendMessageCommand({
          QueueUrl: 'http://q/1',
          MessageBody: 'x',
          MessageAttributes: { a: { DataType: 'String', StringValue: '1' } },
        }),
      )
      .catch((error) => segment.addMetadata('sqs', error.name));
    for (const error of [null, { message: 'no', code: 'AccessDenied' }]) await callOfV2(AWSXRay, error);
  });
  segment.addMetadata('headers', headers);
  delete segment.additionalTraceData;
  segment.close();
  server.closeAllConnections();
  server.close();
  for (const client of [dynamodb, s3, sqs]) client.destroy();
};

function callOfV2(AWSXRay, error) {
  let customize;
  const service = {
    serviceIdentifier: 'dynamodb',
    customizeRequests: (fn) => {
      customize = fn;
    },
    throttledError: () => true,
  };
  AWSXRay.captureAWSClient(service);
  const request = new EventEmitter();
  Object.assign(request, {
    operation: 'getItem',
    params: { TableName: 't' },
    httpRequest: { headers: {}, region: 'us-east-1' },
  });
  return new Promise((resolve) => {
    request.send = (callback) => {
      request.emit('build', request);
      AWSXRay.getSegment().addAnnotation('header', 'X-Amzn-Trace-Id' in request.httpRequest.headers);
      const httpResponse = { statusCode: error ? 403 : 200, headers: { 'content-length': '7' } };
      request.emit('complete', { request, error, httpResponse, requestId: 'r', retryCount: 1, data: {} });
      callback();
    };
    customize.call(service, request);
    request.send(resolve);
  });
}
