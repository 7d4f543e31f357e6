import { describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { toMicros } from '../ground/timestamps.ts';
import { deriveTrace } from '../trace/derived-trace.ts';
import { observe } from '../trace/observations.ts';
import { assemble } from '../trace/trace-tree.ts';
import { type Service, ServiceGraph } from './service-graph.ts';

const range = { start: toMicros(START), end: toMicros(START + 60) };
const graphOf = (...traces: JsonObject[][]): Service[] => {
  const graph = new ServiceGraph();
  for (const documents of traces) {
    const { segments, calls } = deriveTrace(
      { id: TRACE_ID, revision: 1, bytes: 0 },
      assemble(documents.flatMap(observe)),
    );
    for (const segment of segments) graph.addSegment(segment);
    for (const call of calls) graph.addCall(call);
  }
  return graph.toServices(range);
};

/** Each edge as text: from, to, counts. */
function edges(services: readonly Service[]): string[] {
  const name = ({ Name, Type }: Service): string => `${Name}(${Type || '-'})`;
  return services.flatMap((from) =>
    from.Edges.map(({ ReferenceId, EdgeType, SummaryStatistics }) => {
      const to = services.find((service) => service.ReferenceId === ReferenceId);
      return `${name(from)} ${EdgeType === 'link' ? '~>' : '->'} ${to && name(to)} ×${SummaryStatistics.TotalCount}`;
    }),
  );
}

const ok = {
  OkCount: 1,
  ErrorStatistics: { ThrottleCount: 0, OtherCount: 0, TotalCount: 0 },
  FaultStatistics: { OtherCount: 0, TotalCount: 0 },
  TotalCount: 1,
};

describe('ServiceGraph', () => {
  it('takes the numbers of an edge from the caller and those of a node from the service', () => {
    const services = graphOf([
      makeSegment('a', {
        name: 'web',
        subsegments: [makeEmbedded('b', { namespace: 'remote', start_time: START + 0.1, end_time: START + 0.9 })],
      }),
      makeSegment('c', { name: 'api', parent_id: toId('b'), start_time: START + 0.2, end_time: START + 0.62 }),
    ]);
    const node = (Name: string) => ({ Name, Names: [Name], AccountId: '000000000000', Type: '' });
    const histogram = (Value: number) => [{ Value, Count: 1 }];
    expect(services).toEqual([
      {
        ...node('api'),
        ReferenceId: 0,
        State: 'active',
        StartTime: START + 0.2,
        EndTime: START + 0.62,
        Edges: [],
        SummaryStatistics: { ...ok, TotalResponseTime: 0.42 },
        DurationHistogram: histogram(0.42),
        ResponseTimeHistogram: histogram(0.42),
      },
      {
        ...node('web'),
        ReferenceId: 1,
        Type: 'client',
        State: 'unknown',
        StartTime: START,
        EndTime: START + 1,
        Edges: [
          {
            ReferenceId: 2,
            StartTime: START,
            EndTime: START + 1,
            Aliases: [],
            SummaryStatistics: { ...ok, TotalResponseTime: 1 },
            ResponseTimeHistogram: histogram(1),
          },
        ],
      },
      {
        ...node('web'),
        ReferenceId: 2,
        State: 'active',
        Root: true,
        StartTime: START,
        EndTime: START + 1,
        Edges: [
          {
            ReferenceId: 0,
            StartTime: START + 0.1,
            EndTime: START + 0.9,
            Aliases: [],
            SummaryStatistics: { ...ok, TotalResponseTime: 0.8 },
            ResponseTimeHistogram: histogram(0.8),
          },
        ],
        SummaryStatistics: { ...ok, TotalResponseTime: 1 },
        DurationHistogram: histogram(1),
        ResponseTimeHistogram: histogram(1),
      },
    ]);
  });

  it('counts fault before error and throttle, and open calls not at all', () => {
    const flags = [
      {},
      { error: true },
      { error: true, throttle: true },
      { throttle: true },
      { fault: true, error: true },
    ];
    const traces = [...flags, { end_time: undefined, in_progress: true }].map((fields) => [makeSegment('a', fields)]);
    expect(graphOf(...traces).find(({ Root }) => Root)?.SummaryStatistics).toEqual({
      OkCount: 1,
      ErrorStatistics: { ThrottleCount: 2, OtherCount: 1, TotalCount: 3 },
      FaultStatistics: { OtherCount: 1, TotalCount: 1 },
      TotalCount: 5,
      TotalResponseTime: 5,
    });
  });

  it('shows what was called and sent nothing as inferred', () => {
    const services = graphOf([
      makeSegment('a', {
        subsegments: [makeEmbedded('b', { name: 'DynamoDB', namespace: 'aws', aws: { table_name: 'books' } })],
      }),
    ]);
    expect(edges(services)).toEqual(['a(client) -> a(-) ×1', 'a(-) -> books(AWS::DynamoDB::Table) ×1']);
    expect(services.find(({ Name }) => Name === 'books')).toMatchObject({ State: 'unknown' });
  });

  it('keeps a queue between producer and consumer', () => {
    const services = graphOf([
      makeSegment('a', {
        subsegments: [
          makeEmbedded('b', { name: 'SQS', namespace: 'aws', aws: { queue_url: 'https://sqs.test/1/orders' } }),
        ],
      }),
      makeSegment('c', { parent_id: toId('b'), start_time: START + 3, end_time: START + 4 }),
    ]);
    expect(edges(services)).toEqual([
      'a(client) -> a(-) ×1',
      'a(-) -> orders(AWS::SQS::Queue) ×1',
      'orders(AWS::SQS::Queue) ~> c(-) ×1',
    ]);
    const link = services.find(({ Name }) => Name === 'orders')?.Edges[0];
    expect(link?.ReceivedEventAgeHistogram).toEqual([{ Value: 2, Count: 1 }]);
    // Clients read it without a check.
    expect(link?.ResponseTimeHistogram).toEqual([]);
  });

  it("connects Lambda's two segments", () => {
    const services = graphOf([
      makeSegment('a', { name: 'resize', origin: 'AWS::Lambda' }),
      makeSegment('b', { name: 'resize', origin: 'AWS::Lambda::Function', parent_id: toId('a') }),
    ]);
    expect(edges(services)).toEqual([
      'resize(AWS::Lambda) -> resize(AWS::Lambda::Function) ×1',
      'resize(client) -> resize(AWS::Lambda) ×1',
    ]);
  });

  it('counts a call once that two segments of one service answered', () => {
    const services = graphOf([
      makeSegment('a', { subsegments: [makeEmbedded('b', { namespace: 'remote' })] }),
      makeSegment('c', { name: 'api', parent_id: toId('b') }),
      makeSegment('d', { name: 'api', parent_id: toId('b') }),
    ]);
    expect(edges(services)).toContain('a(-) -> api(-) ×1');
  });

  it('adds traces up, measures duration to the end of the last subsegment, and stays in the range', () => {
    const trace = makeSegment('a', {
      start_time: START - 1,
      subsegments: [makeEmbedded('b', { end_time: START + 99 })],
    });
    const service = graphOf([trace], [trace]).find(({ Root }) => Root);
    expect(service).toMatchObject({
      StartTime: START,
      DurationHistogram: [{ Value: 100, Count: 2 }],
      ResponseTimeHistogram: [{ Value: 2, Count: 2 }],
    });
  });

  it('is empty without traces', () => {
    expect(graphOf()).toEqual([]);
  });
});
