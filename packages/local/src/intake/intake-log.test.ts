import { expect, it } from 'vitest';
import { makeSegment, START } from '../../test/make-document.ts';
import { IntakeLog } from './intake-log.ts';

it('counts documents that the default view does not show', () => {
  const log = new IntakeLog();
  const accept = (start_time: unknown): void => {
    const document = { traceId: '', text: '', bytes: 0, arrivedMillis: 0, way: 'api', sender: '' } as const;
    log.accepted([{ ...document, value: makeSegment('a', { start_time }) }], START * 1e3);
  };
  for (const offset of [0, 59, -1_799, 61, 86_400, -1_801]) accept(START + offset);
  accept('soon');
  expect(log.outsideView()).toEqual({ ahead: 2, old: 1 });
  log.reset();
  expect(log.outsideView()).toEqual({ ahead: 0, old: 0 });
});
