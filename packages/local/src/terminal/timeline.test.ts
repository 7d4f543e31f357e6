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

it('draws long and deep traces, open ones, and such as call each other in a circle', () => {
  const wide = Array.from({ length: 130_000 }, (_, i) => ({ id: `w${i}`, name: 's', start_time: 10, end_time: 11 }));
  const deep = Array.from({ length: 2_000 }, (_, i) => ({
    id: `d${i}`,
    parent_id: i === 0 ? undefined : `d${i - 1}`,
    name: 'd',
    start_time: 10,
    in_progress: true,
  }));
  const lines = timeline([{ id: 'r', name: 'r', start_time: 10, end_time: 11, subsegments: wide }, ...deep]);
  expect(lines).toHaveLength(132_001);
  expect(lines.at(-1)).toMatch(/^ +└ d +segment +in progress +ok +▒+$/);
  expect(Math.max(...lines.slice(-2_000).map((line) => line.length))).toBeLessThan(200);

  const circle = [
    { id: '1', parent_id: '2', name: 'a', start_time: 1, end_time: 2 },
    { id: '2', parent_id: '1', name: 'b', start_time: 1, end_time: 2 },
  ];
  expect(timeline(circle).map((line) => line.slice(0, 3))).toEqual(['a  ', '└ b']);
});
