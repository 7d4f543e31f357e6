import { expect, it } from 'vitest';
import { exceptionLines } from './exception.ts';

it('shows an exception, then what caused it, with the paths of the folder shortened', () => {
  const entity = {
    name: 'payment-api',
    cause: {
      exceptions: [
        {
          id: '1',
          type: 'Error',
          message: 'not booked',
          cause: '2',
          stack: [
            { label: 'book', path: '/home/me/shop/payment.mjs', line: 35 },
            { label: 'processTicksAndRejections', path: 'node:internal/process/task_queues', line: 104 },
          ],
        },
        { id: '2', type: 'RangeError', message: 'closed', cause: 'elsewhere' },
      ],
    },
  };
  expect(exceptionLines(entity, '/home/me')).toEqual([
    'in payment-api',
    'Error: not booked',
    '    at book (shop/payment.mjs:35)',
    '    at processTicksAndRejections (node:internal/process/task_queues:104)',
    'caused by',
    'RangeError: closed',
  ]);
});

it('shows an exception without a message, a stack and a type', () => {
  const lines = (exception: object) => exceptionLines({ name: 'a', cause: { exceptions: [exception] } }, '/home/me');
  expect(lines({ type: '429', message: '' })).toEqual(['in a', '429']);
  expect(lines({ message: 'no' })).toEqual(['in a', 'exception: no']);
  expect(exceptionLines({ name: 'a', cause: '0123456789abcdef' }, '/')).toEqual([]);
});
