import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeEmbedded, makeSegment, START } from '../../test/make-document.ts';
import { resolveOptions } from '../account/options.ts';
import { readIntake } from '../console-api/intake.ts';
import { graphOfSelection } from '../graph/read-graph.ts';
import { createParts, type Parts } from '../server/parts.ts';
import { toFullTrace } from '../trace/full-trace.ts';
import { summarize } from '../trace/summary.ts';

/** Each call of SQLite fails once, as SQLite tests itself: https://www.sqlite.org/testing.html#i_o_error_testing */
const fault = vi.hoisted(() => ({
  /** Calls before the one that fails. */
  left: Number.POSITIVE_INFINITY,
  calls: 0,
  failed: '',
  errcode: 13,
  /** SQLite ends a transaction by itself after some errors. */
  rollsBack: false,
  /** Whether all writes fail, and no reads. */
  isLasting: false,
}));

vi.mock('node:sqlite', async (importOriginal) => {
  const sqlite = await importOriginal<typeof import('node:sqlite')>();
  const texts: Record<number, string> = { 10: 'disk I/O error', 13: 'database or disk is full' };
  class FailingDatabase extends sqlite.DatabaseSync {
    #check(sql: string): void {
      // A rollback needs no disk.
      if (/^(?:ROLLBACK|PRAGMA user_version$)/.test(sql)) return;
      fault.calls++;
      if (fault.isLasting ? !/^(?:BEGIN|INSERT|UPDATE|DELETE)/.test(sql) : fault.left-- !== 0) return;
      fault.failed = sql;
      if (fault.rollsBack && this.isTransaction) super.exec('ROLLBACK');
      throw Object.assign(new Error(texts[fault.errcode]), { code: 'ERR_SQLITE_ERROR', errcode: fault.errcode });
    }
    override exec(sql: string): void {
      this.#check(sql);
      super.exec(sql);
    }
    override prepare(sql: string): import('node:sqlite').StatementSync {
      const statement = super.prepare(sql);
      for (const name of ['run', 'get', 'all', 'iterate'] as const) {
        const real = statement[name].bind(statement) as (...values: never[]) => unknown;
        Object.defineProperty(statement, name, {
          value: (...values: never[]) => {
            this.#check(sql);
            return real(...values);
          },
        });
      }
      return statement;
    }
  }
  return { ...sqlite, DatabaseSync: FailingDatabase };
});

const MANY = 1_000;
const ALWAYS = { type: 'TraceId', start: 0, end: Number.MAX_SAFE_INTEGER } as const;
const idOf = (n: number): string => `1-6adf0240-${String(n).padStart(24, '0')}`;
const documentsOf = (n: number): object[] => [
  makeSegment(`a${n}`, {
    trace_id: idOf(n),
    name: `service ${n}`,
    annotations: { n },
    fault: n === 2,
    subsegments: [makeEmbedded(`b${n}`, { name: `called ${n}`, namespace: 'remote' })],
  }),
];

interface Work {
  readonly intake: Parts['intake'];
  readonly parts: Parts;
}

/** Steps of work: each happens, or throws and happened not at all. */
const STEPS: readonly ((work: Work) => unknown)[] = [
  ({ intake }) => intake.accept([{ way: 'api', sender: '', documents: documentsOf(1) }]),
  ({ parts }) => parts.traces.get(idOf(1)),
  ({ intake }) => intake.accept([{ way: 'api', sender: '', documents: [...documentsOf(2), ...documentsOf(3)] }]),
  ({ parts }) => parts.context.groups.create({ GroupName: 'g', FilterExpression: 'fault' }),
  ({ parts }) =>
    parts.context.logs.accept(
      [1, 2, 3].map((n) => ({
        ids: { traceId: idOf(n), entity: undefined },
        ...{ atMicros: START * 1e6, severity: 9, service: 'shop', source: 'otlp', text: `log ${n}`, attributes: {} },
      })),
    ),
  ({ parts }) => parts.traces.upToDate(),
  ({ intake }) => intake.accept([{ way: 'api', sender: '', documents: documentsOf(4) }]),
  ({ parts }) => parts.traces.get(idOf(4)),
  ({ parts }) => parts.store.remove(parts.store.index.oldest(MANY).filter(({ id }) => id === idOf(1))),
  ({ intake }) => intake.accept([{ way: 'api', sender: '', documents: documentsOf(1) }]),
  ({ parts }) => parts.traces.upToDate(),
];

const open = new Set<Parts>();
function start(): Work {
  const options = resolveOptions({ now: () => (START + 60) * 1e3 });
  const parts = createParts(options, () => ({ port: 1 }) as never);
  open.add(parts);
  return { intake: parts.intake, parts };
}

/** All that is read of a store. */
async function answersOf({ parts }: Work): Promise<unknown> {
  const { store, traces } = parts;
  await traces.upToDate();
  const { graph } = await graphOfSelection(parts, { range: ALWAYS });
  const { rows } = await traces.page({ range: ALWAYS, limit: MANY });
  return {
    graph: graph.toServices(ALWAYS),
    waiting: traces.backlog.waiting,
    traces: rows.map(({ id }) => {
      const found = traces.get(id);
      return found && [summarize(id, found.revision, found.tree), toFullTrace(id, found.tree)];
    }),
    bytes: store.bytes(),
    logBytes: store.logs.bytes,
    logs: store.logs.select({ order: 'oldest', limit: MANY }).map(({ text }) => text),
    found: store.logs.select({ order: 'oldest', limit: MANY, text: 'log' }).length,
    groups: parts.context.groups.all(),
  };
}

beforeEach(() => {
  fault.left = Number.POSITIVE_INFINITY;
});
afterAll(async () => {
  for (const parts of open) await parts.close();
});

describe.each([
  ['a full disk', 13, 'the disk is full'],
  ['a disk that cannot be written', 10, 'the disk cannot be read or written'],
])('%s', (_, errcode, cause) => {
  it.each([
    ['and the transaction stays open', false],
    ['and SQLite ends the transaction', true],
  ])(
    'fails each call once %s: nothing acknowledged is lost, and the first error is reported',
    async (_, rollsBack) => {
      const failed = new Set<string>();
      let after = 0;
      for (let isReached = true; isReached; after++) {
        const work = start();
        Object.assign(fault, { left: after, failed: '', errcode, rollsBack });
        const done: number[] = [];
        for (const [i, step] of STEPS.entries()) {
          try {
            await step(work);
            done.push(i);
          } catch (error) {
            expect(String(error), fault.failed).toContain(cause);
            expect(String(error), fault.failed).toContain('--data-dir');
          }
        }
        fault.left = Number.POSITIVE_INFINITY;
        isReached = fault.failed !== '';
        failed.add(fault.failed);

        const other = start();
        for (const i of done) await STEPS[i]?.(other);
        expect(await answersOf(work), `${after}: ${fault.failed}`).toEqual(await answersOf(other));
        for (const parts of [work.parts, other.parts]) {
          open.delete(parts);
          await parts.close();
        }
      }
      expect(after).toBeGreaterThan(50);
      expect([...failed].join('\n')).toMatch(/INSERT INTO documents[\s\S]*COMMIT/);
    },
    120_000,
  );
});

it('reads every trace, and the intake, while the disk is full', async () => {
  const work = start();
  await STEPS[0]?.(work);
  await work.parts.traces.upToDate();
  await STEPS[2]?.(work);
  Object.assign(fault, { errcode: 13, rollsBack: false, isLasting: true });
  expect(work.parts.traces.get(idOf(2))?.tree.root?.name).toBe('service 2');
  expect(work.parts.traces.get(idOf(1))?.tree.root?.name).toBe('service 1');
  await work.parts.traces.upToDate();
  expect(work.parts.traces.get(idOf(3))?.tree.root?.name).toBe('service 3');
  const { accepted, counters } = await readIntake(work.parts.console);
  expect(accepted.map(({ name }) => name)).toEqual(['service 3', 'service 2', 'service 1']);
  const [[reason, count] = [], ...others] = Object.entries(counters.rejectedBy);
  expect([count, others]).toEqual([1, []]);
  expect(reason).toMatch(/^not derived: .*the disk is full/);
  fault.isLasting = false;
  await work.parts.traces.upToDate();
  expect(work.parts.store.index.count()).toBe(3);
});
