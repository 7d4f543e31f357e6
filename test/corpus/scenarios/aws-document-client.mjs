// DynamoDB's DocumentClient: plain values, the same spans.
export default {
  libraries: ['@aws-sdk/lib-dynamodb'],
  instrumentations: { 'aws-sdk': { suppressInternalInstrumentation: true } },
  async run({ load, request, aws }) {
    const { DynamoDBClient } = load('@aws-sdk/client-dynamodb');
    const { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } = load('@aws-sdk/lib-dynamodb');
    const { client, answers } = await aws();
    const documents = DynamoDBDocumentClient.from(client(DynamoDBClient, { maxAttempts: 1 }));
    const get = () => documents.send(new GetCommand({ TableName: 'orders', Key: { id: '7' } }));
    await request('get', get);
    await request('put', () =>
      documents.send(new PutCommand({ TableName: 'orders', Item: { id: '7', lines: [1, 2] } })),
    );
    await request('query', async () => {
      answers({ body: { Items: [], Count: 0, ScannedCount: 0 } });
      await documents.send(
        new QueryCommand({
          TableName: 'orders',
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': '7' },
        }),
      );
    });
    await request('throttled with 400', () => {
      answers({ status: 400, code: 'ProvisionedThroughputExceededException' });
      return get();
    });
  },
};
