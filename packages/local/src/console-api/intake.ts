import type { IntakeAnswer, IntakeCounters, SamplerEntry } from '@otel-xray/console/contract';
import { textIn } from '../ground/json.ts';
import type { Intake } from '../intake/intake.ts';
import type { LogIntake } from '../intake/log-intake.ts';
import type { Traces } from '../query/traces.ts';
import type { SamplingTarget } from '../sampling/sampling.ts';
import type { Store } from '../store/store.ts';
import type { ConsoleContext } from './console-context.ts';
import { kernelDrops } from './kernel-drops.ts';

/** `GET /-/intake`: received documents by transport, and rejected ones. */
export async function readIntake({
  store,
  traces,
  intake,
  logs,
  sampling,
  options,
  listening,
  now,
}: ConsoleContext): Promise<IntakeAnswer> {
  await traces.upToDate();
  const { retentionDays, dataDir, maxStoreBytes: maxBytes } = options;
  return {
    listening: listening(),
    store: { traces: store.index.count(), bytes: store.bytes(), maxBytes, retentionDays, dataDir },
    counters: countersOf({ store, traces, intake, logs, port: listening().port }),
    lastMinute: intake.log.lastMinute(now()),
    accepted: intake.log.last().map(({ arrivedMillis, way, sender, bytes, traceId, value }) => {
      const entity = textIn(value['id'])?.toLowerCase() ?? '';
      const notes = traces.get(traceId)?.tree.diagnostics.filter(({ id }) => id === entity).length ?? 0;
      return {
        arrived: toMicros(arrivedMillis),
        way,
        sender,
        bytes,
        traceId,
        entity,
        notes,
        name: textIn(value['name']) ?? '',
      };
    }),
    rejected: store.rejections(MAX_REJECTED).map(({ arrivedMillis, way, sender, bytes, reason, message, head }) => ({
      arrived: toMicros(arrivedMillis),
      way,
      sender,
      bytes,
      reason,
      head,
      message: message === '' ? reason : message,
    })),
    telemetry: store.telemetry(MAX_TELEMETRY).map(({ arrivedMillis, sender, text }) => ({
      arrived: toMicros(arrivedMillis),
      sender,
      record: JSON.parse(text) as unknown,
    })),
    samplers: store.samplers().map((sampler) => {
      const target = sampling.lastTarget(sampler.clientId, sampler.ruleName);
      return { ...sampler, ...(target && { target: toTarget(target) }) };
    }),
  };
}

/** The counters alone. */
export function countersOf({
  store,
  traces,
  intake,
  logs,
  port,
}: {
  readonly store: Store;
  readonly traces: Traces;
  readonly intake: Intake;
  readonly logs: LogIntake;
  readonly port: number;
}): IntakeCounters {
  const { datagrams, documents, rejected } = intake.counts();
  const drops = kernelDrops(port);
  const { waiting, hurried } = traces.backlog;
  return {
    datagrams,
    documents,
    rejected: rejectedIn(intake),
    rejectedBy: rejected,
    repaired: store.lists.repaired(),
    ...(drops !== undefined && { kernelDrops: drops }),
    waiting,
    hurried,
    outsideView: intake.log.outsideView(),
    ...intake.log.calls(),
    ...logs.counts(),
  };
}

/** Number of rejected documents since the start or the last reset. */
export function rejectedIn(intake: Intake): number {
  return Object.values(intake.counts().rejected).reduce((sum, count) => sum + count, 0);
}

function toTarget({ FixedRate, ReservoirQuota, ReservoirQuotaTTL, SamplingBoost }: SamplingTarget): Target {
  return {
    fixedRate: FixedRate,
    quota: ReservoirQuota,
    until: ReservoirQuotaTTL * 1e6,
    ...(SamplingBoost && { boost: SamplingBoost.BoostRate }),
  };
}

type Target = NonNullable<SamplerEntry['target']>;

function toMicros(millis: number): number {
  return Math.round(millis * 1e3);
}

const MAX_REJECTED = 1_000;
const MAX_TELEMETRY = 100;
