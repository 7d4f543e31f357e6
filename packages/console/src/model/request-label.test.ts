import { describe, expect, it } from 'vitest';
import { requestLabel } from './request-label.ts';

const url = 'http://shop.example.com/orders/7?full=1';

describe('requestLabel', () => {
  it.each([
    [
      'the route, with the method apart',
      { operation: 'GET /orders/:id', method: 'GET', url },
      { method: 'GET', text: '/orders/:id' },
    ],
    ['an operation of another method', { operation: 'checkout', method: 'POST', url }, { text: 'checkout' }],
    ['a job', { operation: 'nightly invoices' }, { text: 'nightly invoices' }],
    ['method and path', { method: 'GET', url }, { method: 'GET', text: '/orders/7' }],
    ['a URL that is none', { method: 'GET', url: 'odd' }, { method: 'GET', text: 'odd' }],
    ['nothing', {}, { text: '—' }],
  ])('names %s', (_, row, expected) => {
    expect(requestLabel(row)).toEqual(expected);
  });
});
