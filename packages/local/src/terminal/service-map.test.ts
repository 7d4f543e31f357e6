import { expect, it } from 'vitest';
import { type MapNode, serviceMap } from './service-map.ts';

const statistics = (ok: number, throttle: number, other: number, fault: number, seconds: number) => ({
  OkCount: ok,
  ErrorStatistics: { ThrottleCount: throttle, OtherCount: other, TotalCount: throttle + other },
  FaultStatistics: { OtherCount: fault, TotalCount: fault },
  TotalCount: ok + throttle + other + fault,
  TotalResponseTime: seconds,
});

it('lists who calls, our services, and what they use', () => {
  const services: MapNode[] = [
    {
      ReferenceId: 0,
      Name: 'files',
      Type: 'AWS::S3::Bucket',
      State: 'unknown',
      SummaryStatistics: statistics(2, 0, 0, 0, 0.01),
    },
    {
      ReferenceId: 1,
      Name: 'web',
      Type: '',
      State: 'active',
      SummaryStatistics: statistics(5, 1, 2, 1, 0.9),
      Edges: [{ ReferenceId: 0, SummaryStatistics: statistics(2, 0, 0, 0, 0.03) }],
    },
    {
      ReferenceId: 2,
      Name: 'web',
      Type: 'client',
      State: 'unknown',
      Edges: [{ ReferenceId: 1, SummaryStatistics: statistics(5, 1, 2, 1, 0.9) }],
    },
  ];
  expect(serviceMap(services)).toEqual([
    'node   type             calls  ok  error  throttle  fault   average',
    'web    client',
    'web    service              9   5      2         1      1  100.0 ms',
    'files  AWS::S3::Bucket      2   2      0         0      0    5.0 ms',
    '',
    'client  →  web    9 calls  100.0 ms',
    'web     →  files  2 calls   15.0 ms',
  ]);
});
