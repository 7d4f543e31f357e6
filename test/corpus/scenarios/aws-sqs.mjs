// SQS: senders put the context into message attributes, receivers find it there; a queue is told by its URL.
const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012/orders';

export default {
  cheap: true,
  libraries: ['@aws-sdk/client-sqs'],
  instrumentations: { 'aws-sdk': {} },
  async run({ load, record, request, aws }) {
    const {
      SQSClient,
      SendMessageCommand,
      SendMessageBatchCommand,
      ReceiveMessageCommand,
      DeleteMessageCommand,
      GetQueueUrlCommand,
    } = load('@aws-sdk/client-sqs');
    const { client, answers } = await aws();
    const sqs = client(SQSClient, { maxAttempts: 1, useQueueUrlAsEndpoint: false, md5: false });
    const send = () => sqs.send(new SendMessageCommand({ QueueUrl: QUEUE, MessageBody: '{"order":7}' }));

    await request('send', async () => {
      answers({ body: { MessageId: 'm-1' } });
      await send();
    });
    await request('send a batch', async () => {
      answers({
        body: {
          Successful: [{ Id: 'a', MessageId: 'm-1' }],
          Failed: [{ Id: 'b', Code: 'InternalError', SenderFault: false }],
        },
      });
      await sqs.send(
        new SendMessageBatchCommand({ QueueUrl: QUEUE, Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: Id })) }),
      );
    });
    await request('get the URL', async () => {
      answers({ body: { QueueUrl: QUEUE } });
      await sqs.send(new GetQueueUrlCommand({ QueueName: 'orders' }));
    });
    const message = (id) => ({
      MessageId: id,
      ReceiptHandle: id,
      Body: '{}',
      MessageAttributes: {
        traceparent: { DataType: 'String', StringValue: '00-6553f1000000000000000000000000aa-00000000000000aa-01' },
      },
    });
    const receive = () =>
      sqs.send(new ReceiveMessageCommand({ QueueUrl: QUEUE, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }));
    const handle = ({ ReceiptHandle }) => sqs.send(new DeleteMessageCommand({ QueueUrl: QUEUE, ReceiptHandle }));
    await record('a worker receives and deletes', async () => {
      answers({ body: { Messages: [message('m-1'), message('m-2')] } });
      const { Messages = [] } = await receive();
      for (const received of Messages) await handle(received);
    });
    await request('receive within a request', async () => {
      answers({ body: { Messages: [message('m-1')] } });
      const { Messages = [] } = await receive();
      for (const received of Messages) await handle(received);
    });
    for (const [name, answer] of Object.entries({
      'throttled with 400': { status: 400, code: 'RequestThrottled', message: 'Rate exceeded' },
      'throttled with 503': { status: 503, code: 'ThrottlingException', message: 'Rate exceeded' },
      'no such queue': {
        status: 400,
        code: 'AWS.SimpleQueueService.NonExistentQueue',
        message: 'The specified queue does not exist.',
      },
      'connection breaks': 'reset',
    }))
      await request(name, () => {
        answers(answer);
        return send();
      });
  },
};
