import { expect, it } from 'vitest';
import { RequestProblem, ServerGone } from '../api/client.ts';
import { fault, followFaults } from './faults.ts';

const page = new EventTarget();
followFaults(page as unknown as Window);
const raise = (type: string, members: object): string | undefined => {
  fault.value = undefined;
  page.dispatchEvent(Object.assign(new Event(type), members));
  return fault.value;
};

it.each([
  [
    'a rejection that no one handles',
    'unhandledrejection',
    { reason: new RangeError('bad locale') },
    'RangeError: bad locale',
  ],
  ['a rejection with a string', 'unhandledrejection', { reason: 'gone' }, 'gone'],
  [
    'a refused request',
    'unhandledrejection',
    { reason: new RequestProblem(500, { message: 'disk full' }) },
    'Error: disk full',
  ],
  [
    'an error of a listener',
    'error',
    { error: new TypeError('x is undefined'), message: '' },
    'TypeError: x is undefined',
  ],
  ['an error of another script', 'error', { error: null, message: 'Script error.' }, 'Script error.'],
  ['an aborted request', 'unhandledrejection', { reason: new DOMException('aborted', 'AbortError') }, undefined],
  ['a server that is gone', 'unhandledrejection', { reason: new ServerGone('no answer') }, undefined],
  ['a delayed layout', 'error', { error: null, message: 'ResizeObserver loop completed.' }, undefined],
])('%s', (_, type, members, shown) => {
  expect(raise(type, members)).toBe(shown);
});
