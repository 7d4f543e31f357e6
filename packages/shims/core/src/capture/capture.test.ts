import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLogger } from '../ground/logger.ts';
import { recordDocuments, takeDocuments } from '../recorded-documents.ts';
import type { Segment } from '../segments/segment.ts';
import { xray } from '../xray.ts';

const { captureAsyncFunc, captureCallbackFunc, captureFunc, getSegment } = xray;
const silent = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() };

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  setLogger(silent);
});
afterEach(() => xray.configure({ autoClose: 'promise', explicitParent: true, warnUnclosed: false }));

/** Runs a function below a segment and returns the subsegments of its document. */
async function below(run: (segment: Segment) => unknown) {
  const segment = new xray.Segment('s');
  await xray.getNamespace().runPromise(async () => {
    xray.setSegment(segment);
    await run(segment);
  });
  segment.close();
  const [document] = takeDocuments();
  return document?.subsegments ?? [];
}

const FAILURE = new Error('failure');

describe('captureFunc', () => {
  it('closes on return and returns the result', async () => {
    const subsegments = await below(() => expect(captureFunc('f', () => 5)).toBe(5));
    expect(subsegments).toMatchObject([{ name: 'f', end_time: expect.any(Number) }]);
  });

  it('closes with the error and throws it again; an ancestor refers to it', async () => {
    const fail = (): never => {
      throw FAILURE;
    };
    const nested = (): void => captureFunc('outer', () => captureFunc<void>('inner', fail));
    const [outer] = await below(() => expect(nested).toThrow(FAILURE));
    const inner = outer?.subsegments?.[0] as { id: string } | undefined;
    expect(inner).toMatchObject({ fault: true, cause: { exceptions: [{ message: 'failure' }] } });
    expect(outer).toMatchObject({ fault: true, cause: { id: inner?.id, exceptions: [] } });
  });

  it('makes the subsegment the current one inside alone', async () => {
    await below((segment) => {
      captureFunc('f', (sub) => expect(getSegment()).toBe(sub));
      expect(getSegment()).toBe(segment);
    });
  });

  it.each([
    ['', (): void => undefined],
    [5, (): void => undefined],
    ['name', 'no function'],
  ])('refuses (%j, %s)', (name, fcn) => {
    for (const capture of [captureFunc, captureAsyncFunc, captureCallbackFunc])
      expect(() => (capture as typeof captureFunc)(name as never, fcn as never)).toThrow(
        /^Param "(name|fcn)" must be a/,
      );
  });
});

describe('captureAsyncFunc', () => {
  it.each([
    ['closed by the callback', async (sub: never) => (sub as { close(): void }).close(), {}],
    ['left open', async () => 5, {}],
    ['left open and rejected', () => Promise.reject(FAILURE), { fault: true }],
    [
      'left open and rejected with a string',
      () => Promise.reject('text'),
      { cause: { exceptions: [{ message: 'text' }] } },
    ],
    ['left open and rejected with nothing', () => Promise.reject(), { fault: true }],
  ])('ends a subsegment that is %s', async (_, run, expected) => {
    const subsegments = await below(() => captureAsyncFunc<unknown>('a', run as never)).catch((error) => error);
    if (Array.isArray(subsegments)) expect(subsegments).toMatchObject([{ name: 'a', ...expected }]);
    const [late] = takeDocuments();
    if (late !== undefined) expect(late).toMatchObject({ name: 'a', ...expected });
  });

  it('leaves it open with autoClose: never', async () => {
    xray.configure({ autoClose: 'never' });
    expect(await below(() => captureAsyncFunc('a', async () => 5))).toEqual([]);
  });

  it('closes on a synchronous throw', async () => {
    const fail = (): never => {
      throw FAILURE;
    };
    const subsegments = await below(() => expect(() => captureAsyncFunc('a', fail)).toThrow(FAILURE));
    expect(subsegments).toMatchObject([{ fault: true }]);
  });

  it('keeps contexts of parallel calls apart', async () => {
    const names = ['a', 'b', 'c'];
    const subsegments = await below(() =>
      Promise.all(
        names.map((name) =>
          captureAsyncFunc(name, async (sub) => {
            await null;
            captureFunc(`in ${name}`, () => undefined);
            sub?.close();
          }),
        ),
      ),
    );
    expect(subsegments.map(({ name, subsegments: [child] = [] }) => [name, child?.name]).sort()).toEqual(
      names.map((name) => [name, `in ${name}`]),
    );
  });
});

describe('captureCallbackFunc', () => {
  it('counts an open subsegment immediately, passes the subsegment last and returns nothing', async () => {
    const subsegments = await below((segment) => {
      const wrapped = captureCallbackFunc('c', (a: number, b: number, sub?: unknown) => {
        (sub as Segment).addAnnotation('sum', a + b);
        return 5;
      });
      expect(segment.counter).toBe(1);
      expect(wrapped(1, 2)).toBeUndefined();
      expect(segment.counter).toBe(0);
    });
    expect(subsegments).toMatchObject([{ name: 'c', annotations: { sum: 3 } }]);
  });
});

describe('an explicit parent in automatic mode', () => {
  it.each([
    [true, 'other'],
    [false, 's'],
  ])('with explicitParent %s, the parent is %s', async (explicitParent, expected) => {
    xray.configure({ explicitParent });
    const other = new xray.Segment('other');
    await below(() => captureFunc('f', (sub) => expect(sub?.parent.name).toBe(expected), other));
  });
});

describe('configure', () => {
  it('logs open subsegments with warnUnclosed', async () => {
    xray.configure({ warnUnclosed: true });
    await below((segment) => segment.addNewSubsegment('open'));
    expect(silent.warn).toHaveBeenCalledWith('Segment "s" was closed before its subsegments "open".');
  });

  it.each([[{ autoClose: 'always' }], [{ explicitParent: 1 }], [{ warnUnclosed: 'yes' }]])('refuses %j', (options) => {
    expect(() => xray.configure(options as never)).toThrow(TypeError);
  });
});

describe('getSegment, replaced by a test', () => {
  it('is what the capture functions use', () => {
    const segment = new xray.Segment('stubbed');
    const spy = vi.spyOn(xray, 'getSegment').mockReturnValue(segment);
    captureFunc('f', (sub) => expect(sub?.parent).toBe(segment));
    spy.mockRestore();
  });
});
