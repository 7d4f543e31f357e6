import { expect, it, vi } from 'vitest';
import { makeSegment, START, TRACE_ID } from '../../test/make-document.ts';
import { Store } from '../store/store.ts';
import { Traces } from './traces.ts';

const ALL = { range: { type: 'TraceId', start: 0, end: Number.MAX_SAFE_INTEGER }, limit: 10 } as const;

it('keeps a trace of which nothing can be made, says so, and goes on with the others', async () => {
  const store = new Store(':memory:');
  const common = { arrivedMillis: START * 1e3, way: 'process', sender: '' } as const;
  const bad = '1-6adf0240-00000000000000000000000b';
  // As an earlier version might have left it: the intake takes no such thing.
  store.add([
    { ...common, traceId: bad, text: '{"id":' },
    { ...common, traceId: TRACE_ID, text: JSON.stringify(makeSegment('a')) },
  ]);
  let unreadable = 0;
  const changed: string[] = [];
  const traces = new Traces(
    store,
    (changes) => void changed.push(...changes.map(({ trace }) => trace.id)),
    () => unreadable++,
  );

  const { rows } = await traces.page(ALL);
  expect(rows.map(({ id }) => id).sort()).toEqual([bad, TRACE_ID].sort());
  expect([unreadable, changed.length]).toEqual([1, 2]);
  expect(traces.get(bad)?.tree.diagnostics).toEqual([
    { code: 'trace-unreadable', id: '', message: expect.stringMatching(/^Nothing could be made of its documents: .+/) },
  ]);
  expect(traces.get(TRACE_ID)?.tree.root?.name).toBe('a');
  // Neither swept away as if it were from 1970, nor lost.
  expect(store.index.oldest(10, START * 1e6 - 1)).toEqual([]);
  expect([...store.documents(bad)]).toHaveLength(1);
  traces.forget();
  store.close();
});

it('tries again when the store could not be read, which is no fault of the trace', () => {
  const store = new Store(':memory:');
  const text = JSON.stringify(makeSegment('a'));
  store.add([{ traceId: TRACE_ID, text, arrivedMillis: START * 1e3, way: 'process', sender: '' }]);
  let unreadable = 0;
  const traces = new Traces(store, undefined, () => unreadable++);
  const failing = vi.spyOn(store, 'documents').mockImplementation(() => {
    throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR' });
  });
  expect(() => traces.get(TRACE_ID)).toThrow('disk I/O error');
  failing.mockRestore();
  expect(traces.get(TRACE_ID)?.tree.root?.name).toBe('a');
  expect(unreadable).toBe(0);
  traces.forget();
  store.close();
});
