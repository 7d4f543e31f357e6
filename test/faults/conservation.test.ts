import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { type Call, startReceiver } from './receiver.ts';
import { expectBalance, startTraced, withoutJitter } from './traced.ts';

const HTML = '<html><body>Bad Gateway</body></html>';

const FAULTS = {
  take: (call: Call) => call.take(),
  'bad request': (call: Call) => call.refuse(400),
  'too many': (call: Call) => call.refuse(400, {}, '{"message":"Exceeding maximum segment count: 1"}'),
  'no permission': (call: Call) => call.refuse(403, { 'x-amzn-errortype': 'AccessDeniedException' }),
  'expired credentials': (call: Call) => call.refuse(403, { 'x-amzn-errortype': 'ExpiredTokenException' }),
  'too large': (call: Call) => call.refuse(413, {}, HTML),
  throttled: (call: Call) => call.refuse(429, { 'x-amzn-errortype': 'ThrottledException' }),
  'server error': (call: Call) => call.refuse(500),
  'lost server': (call: Call) => call.refuse(502, {}, HTML),
  cut: (call: Call) => void call.response.socket?.destroy(),
  'half an answer': (call: Call) => {
    call.response.writeHead(200, { 'content-length': 1_000 });
    call.response.write('{"Unproc', () => call.response.destroy());
  },
  'refuses the first': (call: Call) => call.take([{ Id: call.documents[0]!.id, ErrorCode: 'InvalidTime' }]),
  'cannot take the first': (call: Call) => call.take([{ Id: call.documents[0]!.id, ErrorCode: 'InternalFailure' }]),
  'closes the trace of the first': (call: Call) =>
    call.take([{ Id: call.documents[0]!.id, ErrorCode: 'InvalidSegment' }]),
};

const SEED = Number(process.env['FAULT_SEED'] ?? Date.now() % 1_000_000_000);

const fault = fc.constantFrom(...(Object.keys(FAULTS) as (keyof typeof FAULTS)[]));
const steps = fc.array(fc.oneof(fc.record({ work: fc.integer({ min: 1, max: 40 }) }), fc.constant('flush' as const)), {
  minLength: 1,
  maxLength: 8,
});

it(`whatever happens, what is accepted is sent, lost under a reason or queued (FAULT_SEED=${SEED})`, async () => {
  withoutJitter();
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  let accepted = 0;
  const targets = fc.constantFrom('daemon-http' as const, 'api' as const);
  await fc.assert(
    fc.asyncProperty(targets, fc.array(fault, { maxLength: 20 }), steps, async (target, faults, chosen) => {
      let next = 0;
      const before = receiver.taken.size;
      receiver.answer = (call) => FAULTS[faults[next++] ?? 'take'](call);
      const daemonAddress = `127.0.0.1:${receiver.port}`;
      // No time limit ends a call here: after one it is not known whether the documents were accepted.
      const limits = { shutdownTimeoutMillis: 60_000, flushTimeoutMillis: 60_000, maxQueueDocuments: 30 };
      const traced = startTraced({ target, daemonAddress, endpoint: receiver.url, ...limits });
      for (const step of chosen) {
        if (step === 'flush') await traced.processor.forceFlush();
        else traced.work(step.work);
      }
      await traced.processor.shutdown();
      const stats = traced.stats();
      expect(stats).toMatchObject({ queued: 0, queuedDocuments: 0, queuedBytes: 0 });
      expectBalance(stats, { size: receiver.taken.size - before });
      accepted += stats.accepted;
    }),
    { numRuns: 200, seed: SEED },
  );
  expect(accepted).toBeGreaterThan(0);
});
