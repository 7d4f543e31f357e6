// S3: REST with XML, its own request ids, and a throttle with 503.
export default {
  cheap: true,
  libraries: ['@aws-sdk/client-s3'],
  instrumentations: { 'aws-sdk': {} },
  async run({ load, request, aws }) {
    const { S3Client, GetObjectCommand, PutObjectCommand, ListObjectsV2Command, HeadObjectCommand, CopyObjectCommand } =
      load('@aws-sdk/client-s3');
    const { client, answers } = await aws();
    const s3 = client(S3Client, { maxAttempts: 1 });
    const invoice = { Bucket: 'invoices', Key: '2026/11/7.pdf' };

    await request('put', () => s3.send(new PutObjectCommand({ ...invoice, Body: 'content' })));
    await request('get', async () => {
      answers({ body: 'content' });
      await (await s3.send(new GetObjectCommand(invoice))).Body.transformToString();
    });
    await request('head', () => s3.send(new HeadObjectCommand(invoice)));
    await request('copy', async () => {
      answers({ body: '<CopyObjectResult><ETag>"a"</ETag></CopyObjectResult>' });
      await s3.send(new CopyObjectCommand({ Bucket: 'archive', Key: '7.pdf', CopySource: 'invoices/2026/11/7.pdf' }));
    });
    await request('list', async () => {
      answers({ body: '<ListBucketResult><Name>invoices</Name></ListBucketResult>' });
      await s3.send(new ListObjectsV2Command({ Bucket: 'invoices', Prefix: '2026/' }));
    });
    for (const [name, answer] of Object.entries({
      'no such key': { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' },
      denied: { status: 403, code: 'AccessDenied', message: 'Access Denied' },
      'throttled with 503': { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
      'service fails': { status: 500, code: 'InternalError', message: 'We encountered an internal error.' },
      'connection breaks': 'reset',
    }))
      await request(name, () => {
        answers(answer);
        return s3.send(new GetObjectCommand(invoice));
      });
    const patient = client(S3Client, { maxAttempts: 2 });
    await request('retried and answered', async () => {
      answers({ status: 503, code: 'SlowDown' }, {});
      await patient.send(new PutObjectCommand({ ...invoice, Body: 'content' }));
    });
  },
};
