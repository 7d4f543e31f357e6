import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type LineSummary, traceCells } from './trace-line.ts';

const service = (Name: string) => ({ Name, Names: [Name], AccountId: '123456789012', Type: '' });
const annotation = (StringValue: string, ...names: string[]) => ({
  AnnotationValue: { StringValue },
  ServiceIds: names.map(service),
});

function requestIn(summary: Partial<LineSummary>): string | undefined {
  const cells = traceCells({
    Id: '1-6b0de0bc-aaaaaaaaaaaaaaaaaaaaaaaa',
    StartTime: 1_800_000_000,
    ResponseTime: 0.1,
    HasFault: false,
    HasError: false,
    IsPartial: false,
    Http: {},
    EntryPoint: service('web') as never,
    ServiceIds: [],
    Annotations: {},
    ...summary,
  });
  return stripVTControlCharacters(cells[2] ?? '');
}

describe('the request of a line', () => {
  const Http = { HttpMethod: 'GET', HttpURL: 'http://shop.example.com/orders/7' };

  it.each<[string, Partial<LineSummary>, string]>([
    [
      'the operation of the root',
      { Http, Annotations: { 'aws.local.operation': [annotation('GET /orders/:id', 'web')] } },
      'GET /orders/:id',
    ],
    [
      'not that of a service behind it',
      { Http, Annotations: { 'aws.local.operation': [annotation('PUT /stock', 'stock')] } },
      'GET /orders/7',
    ],
    [
      'an operation whose dots were replaced',
      { Annotations: { aws_local_operation: [annotation('nightly invoices', 'web')] } },
      'nightly invoices',
    ],
    ['method and path', { Http }, 'GET /orders/7'],
    ['the name of the service', {}, 'web'],
  ])('is %s', (_, summary, expected) => {
    expect(requestIn(summary)).toBe(expected);
  });

  it('says that no segment has arrived', () => {
    expect(requestIn({ EntryPoint: undefined as never })).toBe('(no segment yet)');
  });
});
