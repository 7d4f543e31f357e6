import { ROOT_CONTEXT } from '@opentelemetry/api';
import { makeSpan } from '@otel-xray/test-kit';
import type { SpanLike } from '@otel-xray/translator';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordingTransport, type SentDocument } from '../test/recording-transport.ts';
import { AWSXRayExporter } from './aws-xray-exporter.ts';
import { AWSXRaySpanProcessor } from './aws-xray-span-processor.ts';
import type { ExporterStats } from './outbox/stats.ts';
import type { ExportResponse } from './transports/transport.ts';

type Answer = 'success' | 'refuse one' | 'refuse without id' | 'retryable' | 'failure' | 'throw';

const answers = fc.constantFrom<Answer>('success', 'refuse one', 'refuse without id', 'retryable', 'failure', 'throw');

function answerOf(answer: Answer, documents: readonly SentDocument[]): ExportResponse {
  switch (answer) {
    case 'success':
      return { status: 'success' };
    case 'refuse one':
      return { status: 'success', unprocessed: [{ Id: documents[0]!.id, ErrorCode: 'InvalidTime' }] };
    case 'refuse without id':
      return { status: 'success', unprocessed: [{ ErrorCode: 'InternalFailure' }] };
    case 'retryable':
      return { status: 'retryable', retryInMillis: 0 };
    case 'failure':
      return { status: 'failure', error: new Error('no') };
    case 'throw':
      throw new Error('no');
  }
}

/** Each answers after a given number of turns. */
function newTransport(plan: readonly { answer: Answer; turns: number }[]): RecordingTransport {
  const transport = new RecordingTransport();
  let calls = 0;
  transport.answer = async (documents) => {
    const { answer, turns } = plan[calls++ % plan.length]!;
    for (let i = 0; i < turns; i++) await turn();
    return answerOf(answer, documents);
  };
  return transport;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function checkSum({ accepted, sent, queued, dropped, queuedBytes, queuedDocuments }: ExporterStats): void {
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(accepted).toBe(sent + queued + lost);
  expect(Math.min(sent, queued, queuedBytes, queuedDocuments, ...Object.values(dropped), 0)).toBe(0);
}

const plans = fc.array(fc.record({ answer: answers, turns: fc.nat(3) }), { minLength: 1, maxLength: 8 });
const idOf = (n: number): string => n.toString(16).padStart(16, '0');

/** Children first; some cannot be translated. */
function makeBatch(first: number, size: number, broken: number): SpanLike[] {
  return Array.from({ length: size }, (_, n) => {
    const traceId = n === broken ? 'no trace id' : undefined;
    const parent = n === size - 1 ? 'none' : idOf(first + size - 1);
    return makeSpan({ spanId: idOf(first + n), parent, ...(traceId && { traceId }) });
  });
}

// 40 ms of attempts, so that some batches run out of them.
const LIMITS = { retryMillis: 40, maxQueueDocuments: 3 };

it('the exporter accounts for every span at every moment', async () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ size: fc.integer({ min: 0, max: 6 }), broken: fc.nat(12), nest: fc.constant(true) }),
      fc.constant('turn' as const),
      fc.constant('flush' as const),
    ),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(plans, steps, fc.boolean(), async (plan, chosen, nest) => {
      const transport = newTransport(plan);
      const exporter = new AWSXRayExporter({ target: transport, nest, ...LIMITS });
      let handedOver = 0;
      let calledBack = 0;
      for (const step of chosen) {
        if (step === 'turn') await turn();
        else if (step === 'flush') void exporter.forceFlush();
        else {
          exporter.export(makeBatch(handedOver + 1, step.size, step.broken), () => calledBack++);
          handedOver += step.size;
        }
        checkSum(exporter.stats());
        expect(exporter.stats().accepted).toBe(handedOver);
      }
      await exporter.shutdown();
      await turn();
      const stats = exporter.stats();
      checkSum(stats);
      expect(stats).toMatchObject({ accepted: handedOver, queued: 0, queuedDocuments: 0, queuedBytes: 0 });
      expect(calledBack).toBe(chosen.filter((step) => typeof step === 'object').length);
      // Accepted by the target, less those that it refused one by one.
      expect(stats.sent).toBeLessThanOrEqual(transport.documents.flatMap(spansOf).length);
    }),
    { numRuns: 60 },
  );
}, 30_000);

it('the span processor accounts for every span at every moment', async () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ start: fc.nat(9) }) },
      { weight: 4, arbitrary: fc.record({ end: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.constantFrom('turn' as const, 'flush' as const) },
    ),
    { maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(plans, steps, async (plan, chosen) => {
      const processor = new AWSXRaySpanProcessor({ target: newTransport(plan), maxTreeSpans: 3, ...LIMITS });
      const open: SpanLike[] = [];
      let started = 0;
      let ended = 0;
      for (const step of chosen) {
        if (step === 'turn') await turn();
        else if (step === 'flush') void processor.forceFlush();
        else if ('start' in step) {
          const parent = open[step.start]?.spanContext().spanId ?? 'none';
          const span = makeSpan({ spanId: idOf(++started), parent });
          open.push(span);
          processor.onStart(span, ROOT_CONTEXT);
        } else {
          const [span] = open.splice(step.end, 1);
          if (span === undefined) continue;
          processor.onEnd(span);
          ended++;
        }
        checkSum(processor.stats());
        expect(processor.stats().accepted).toBe(ended);
      }
      await processor.shutdown();
      await turn();
      checkSum(processor.stats());
      expect(processor.stats()).toMatchObject({ accepted: ended, queued: 0, queuedDocuments: 0, queuedBytes: 0 });
    }),
    { numRuns: 60 },
  );
}, 30_000);

function spansOf(document: SentDocument): SentDocument[] {
  return [document, ...(document.subsegments ?? []).flatMap(spansOf)];
}
