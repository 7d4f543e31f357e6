import { expect, it } from 'vitest';
import { timeline } from './timeline.ts';

const trace_id = '1-581cf771-a006649127e371903a2de979';
const documents = [
  { id: '3', parent_id: '2', trace_id, name: 'orders', start_time: 10.1, end_time: 10.9, error: true },
  {
    id: '1',
    trace_id,
    name: 'web',
    start_time: 10,
    end_time: 11,
    http: { response: { status: 200 } },
    subsegments: [
      { id: '4', name: 'S3', namespace: 'aws', aws: { operation: 'GetObject' }, start_time: 10.9, end_time: 10.95 },
      { id: '2', name: 'orders.local', namespace: 'remote', start_time: 10, end_time: 10.9, fault: true },
    ],
  },
  { id: '5', parent_id: '4', trace_id, name: 'S3', inferred: true, start_time: 10.9, end_time: 10.95 },
];

it('puts segments under the calls that made them, in the order of their starts', () => {
  expect(timeline(documents)).toEqual([
    'web             segment        1000.0 ms  200 ok  ████████████████████████████████████',
    '├ orders.local  remote          900.0 ms  fault   ████████████████████████████████',
    '│ └ orders      segment         800.0 ms  error      █████████████████████████████',
    '└ S3            aws GetObject    50.0 ms  ok                                      ██',
  ]);
});
