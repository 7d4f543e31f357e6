import { XRayClient } from '@aws-sdk/client-xray';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startReceiver } from './receiver.ts';
import { expectBalance, startTraced } from './traced.ts';

it('expired credentials are requested again, in the middle of the work', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  let valid = 1;
  receiver.answer = (call) => {
    if (String(call.headers.authorization).includes(`Credential=dummy${valid}/`)) call.take();
    else call.refuse(403, { 'x-amzn-errortype': 'ExpiredTokenException' });
  };
  let handedOut = 0;
  const client = new XRayClient({
    region: 'us-east-1',
    endpoint: receiver.url,
    maxAttempts: 1,
    credentials: async () => ({
      accessKeyId: `dummy${++handedOut}`,
      secretAccessKey: 'dummy',
      expiration: new Date(Date.now() + 3_600_000),
    }),
  });
  onTestFinished(() => client.destroy());
  const traced = startTraced({ target: 'api', client });
  for (let i = 0; i < 3; i++) {
    traced.work(1);
    await traced.processor.forceFlush();
    // Revoked before they say they are over.
    valid++;
  }
  expect(handedOut).toBe(3);
  expect(traced.stats()).toMatchObject({ accepted: 6, sent: 6, queued: 0, dropped: {} });
  expectBalance(traced.stats(), receiver.taken);
});

it('without credentials everything is counted as lost, and no request is made for some', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
  for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, '/nowhere');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  onTestFinished(() => void vi.unstubAllEnvs());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const traced = startTraced({ target: 'api', endpoint: receiver.url });
  traced.work(5);
  await traced.processor.forceFlush();
  expect(traced.stats()).toMatchObject({ accepted: 10, sent: 0, queued: 0, dropped: { sendFailed: 10 } });
  expect(receiver.calls).toEqual([]);
  expectBalance(traced.stats(), receiver.taken);
});
