// DynamoDB, the most called and most throttled service, plain and through DocumentClient; JSON 1.0.
export default {
  cheap: true,
  libraries: ['@aws-sdk/client-dynamodb'],
  instrumentations: { 'aws-sdk': {} },
  async run({ load, request, aws }) {
    const {
      DynamoDBClient,
      GetItemCommand,
      PutItemCommand,
      QueryCommand,
      BatchGetItemCommand,
      ListTablesCommand,
      TransactWriteItemsCommand,
    } = load('@aws-sdk/client-dynamodb');
    const { client, answers } = await aws();
    const dynamo = client(DynamoDBClient, { maxAttempts: 1 });
    const key = { id: { S: '7' } };
    const get = () =>
      dynamo.send(
        new GetItemCommand({ TableName: 'orders', Key: key, ConsistentRead: true, ProjectionExpression: 'id' }),
      );

    await request('get', async () => {
      answers({ body: { Item: key, ConsumedCapacity: { TableName: 'orders', CapacityUnits: 1 } } });
      await get();
    });
    await request('put', () => dynamo.send(new PutItemCommand({ TableName: 'orders', Item: key })));
    await request('query', async () => {
      answers({ body: { Items: [key], Count: 1, ScannedCount: 3 } });
      await dynamo.send(
        new QueryCommand({
          TableName: 'orders',
          IndexName: 'by-customer',
          KeyConditionExpression: 'customer = :c',
          ExpressionAttributeValues: { ':c': { S: 'ada' } },
          Limit: 10,
        }),
      );
    });
    await request('two tables', () =>
      dynamo.send(new BatchGetItemCommand({ RequestItems: { orders: { Keys: [key] }, items: { Keys: [key] } } })),
    );
    await request('transaction', () =>
      dynamo.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: 'orders', Item: key } }, { Delete: { TableName: 'items', Key: key } }],
        }),
      ),
    );
    await request('list tables', () => dynamo.send(new ListTablesCommand({})));
    for (const [name, answer] of Object.entries({
      'throttled with 400': { status: 400, code: 'ProvisionedThroughputExceededException' },
      'throttled with 503': { status: 503, code: 'ThrottlingException', message: 'Rate exceeded' },
      'condition fails': {
        status: 400,
        code: 'ConditionalCheckFailedException',
        message: 'The conditional request failed',
      },
      'no such table': { status: 400, code: 'ResourceNotFoundException', message: 'Requested resource not found' },
      denied: { status: 400, code: 'AccessDeniedException', message: 'User is not authorized' },
      'service fails': { status: 500, code: 'InternalServerError', message: 'Internal server error' },
      'connection breaks': 'reset',
    }))
      await request(name, () => {
        answers(answer);
        return get();
      });
    const patient = client(DynamoDBClient, { maxAttempts: 3 });
    await request('retried and answered', async () => {
      answers({ status: 400, code: 'ThrottlingException' }, { status: 500, code: 'InternalServerError' }, {});
      await patient.send(new GetItemCommand({ TableName: 'orders', Key: key }));
    });
    await request('retried in vain', async () => {
      answers(...Array(3).fill({ status: 400, code: 'ProvisionedThroughputExceededException' }));
      await patient.send(new GetItemCommand({ TableName: 'orders', Key: key }));
    });
  },
};
