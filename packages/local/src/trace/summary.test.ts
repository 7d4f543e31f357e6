import { describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, makeSubsegment, START, TRACE_ID, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { observe } from './observations.ts';
import { summarize, type TraceSummary } from './summary.ts';
import { assemble } from './trace-tree.ts';

const summaryOf = (...documents: JsonObject[]): TraceSummary =>
  summarize(TRACE_ID, 3, assemble(documents.flatMap(observe)));
const web = { Name: 'web', Names: ['web'], AccountId: '000000000000', Type: 'AWS::ECS::Container' };
const table = { Name: 'books', Names: ['books'], AccountId: '000000000000', Type: 'AWS::DynamoDB::Table' };

describe('summarize', () => {
  it('fills every field', () => {
    const document = makeSegment('a', {
      name: 'web',
      origin: 'AWS::ECS::Container',
      end_time: START + 0.42,
      user: 'ann',
      resource_arn: 'arn:aws:ecs:us-east-1:000000000000:container/web',
      http: {
        request: { method: 'GET', url: 'https://books.test/list', user_agent: 'curl/8.9', client_ip: '10.0.0.1' },
        response: { status: 200 },
      },
      aws: { ec2: { instance_id: 'i-1', availability_zone: 'us-east-1a' } },
      annotations: { plan: 'gold', items: 20 },
      subsegments: [
        makeEmbedded('b', {
          name: 'DynamoDB',
          namespace: 'aws',
          end_time: START + 0.1,
          aws: { table_name: 'books' },
          annotations: { plan: 'gold', items: 21, cached: false },
        }),
      ],
    });
    const values = (...given: unknown[]) => given.map((AnnotationValue) => ({ AnnotationValue, ServiceIds: [web] }));
    expect(summaryOf(document)).toEqual({
      Id: TRACE_ID,
      Revision: 3,
      StartTime: START,
      Duration: 0.42,
      ResponseTime: 0.42,
      HasFault: false,
      HasError: false,
      HasThrottle: false,
      IsPartial: false,
      Http: {
        HttpURL: 'https://books.test/list',
        HttpStatus: 200,
        HttpMethod: 'GET',
        UserAgent: 'curl/8.9',
        ClientIp: '10.0.0.1',
      },
      Annotations: {
        plan: values({ StringValue: 'gold' }),
        items: values({ NumberValue: 20 }, { NumberValue: 21 }),
        cached: values({ BooleanValue: false }),
      },
      Users: [{ UserName: 'ann', ServiceIds: [web] }],
      ServiceIds: [{ ...web, Type: 'client' }, web, table],
      EntryPoint: web,
      ResourceARNs: [{ ARN: 'arn:aws:ecs:us-east-1:000000000000:container/web' }],
      InstanceIds: [{ Id: 'i-1' }],
      AvailabilityZones: [{ Name: 'us-east-1a' }],
      FaultRootCauses: [],
      ErrorRootCauses: [],
      ResponseTimeRootCauses: [
        {
          ClientImpacting: true,
          Services: [{ ...web, EntityPath: [{ Name: 'web', Coverage: 1, Remote: false }], Inferred: false }],
        },
      ],
    });
  });

  it('takes the flags of the root, but a throttle from anywhere', () => {
    const { HasFault, HasError, HasThrottle } = summaryOf(
      makeSegment('a', {
        subsegments: [makeEmbedded('b', { namespace: 'remote', fault: true, error: true, throttle: true })],
      }),
    );
    expect({ HasFault, HasError, HasThrottle }).toEqual({ HasFault: false, HasError: false, HasThrottle: true });
  });

  it('lasts until the last end, though the root has answered', () => {
    const { Duration, ResponseTime } = summaryOf(makeSegment('a'), makeSubsegment('b', 'a', { end_time: START + 9 }));
    expect({ Duration, ResponseTime }).toEqual({ Duration: 9, ResponseTime: 1 });
  });

  it('has no response time while the root is open, and no duration while everything is', () => {
    const open = { end_time: undefined, in_progress: true };
    const summary = summaryOf(makeSegment('a', open));
    expect(summary).toMatchObject({ IsPartial: true, ResponseTimeRootCauses: [] });
    expect(Object.keys(summary)).not.toContain('Duration');
    expect(Object.keys(summary)).not.toContain('ResponseTime');
    expect(summaryOf(makeSegment('a', open), makeSubsegment('b', 'a')).Duration).toBe(1);
  });

  it('counts a subsegment that waits for its parent for duration, annotations and partial', () => {
    const waiting = makeSubsegment('b', 'f', { end_time: undefined, in_progress: true, annotations: { plan: 'gold' } });
    expect(summaryOf(makeSegment('a'), waiting)).toMatchObject({
      IsPartial: true,
      Annotations: { plan: [{ AnnotationValue: { StringValue: 'gold' }, ServiceIds: [] }] },
    });
    expect(summaryOf(waiting)).toMatchObject({ StartTime: START, ServiceIds: [], Http: {} });
  });

  it('lists an annotation by the name of an inherited member', () => {
    expect(Object.keys(summaryOf(makeSegment('a', { annotations: { constructor: 1 } })).Annotations)).toEqual([
      'constructor',
    ]);
  });
});

describe('root causes', () => {
  const exceptions = [{ id: toId('e'), type: 'RangeError', message: 'page out of range' }];
  const fault = (fields: JsonObject): JsonObject => ({ fault: true, ...fields });
  const path = (causes: TraceSummary['FaultRootCauses']): string[] =>
    causes.map(({ Services, ClientImpacting }) =>
      [
        ...Services.map(({ Name, Inferred, EntityPath }) => {
          const entities = EntityPath.map((entity) => entity.Name + (entity.Remote ? '*' : ''));
          return `${Name}${Inferred ? ' (inferred)' : ''}: ${entities.join(' > ')}`;
        }),
        ClientImpacting ? 'seen by the client' : 'handled',
      ].join(' | '),
    );

  it('follow a fault through a call to the service where it came from', () => {
    const { FaultRootCauses } = summaryOf(
      makeSegment(
        'a',
        fault({ name: 'web', subsegments: [makeEmbedded('b', fault({ name: 'catalog', namespace: 'remote' }))] }),
      ),
      makeSegment('c', fault({ name: 'catalog', parent_id: toId('b'), cause: { exceptions } })),
    );
    expect(path(FaultRootCauses)).toEqual(['web: web > catalog* | catalog: catalog | seen by the client']);
    expect(FaultRootCauses[0]?.Services[1]?.EntityPath).toEqual([
      { Name: 'catalog', Remote: false, Exceptions: [{ Name: 'RangeError', Message: 'page out of range' }] },
    ]);
  });

  it('end in the inferred service when the called one sent nothing, and begin with the owner below a segment', () => {
    const { FaultRootCauses } = summaryOf(
      makeSegment('a', {
        name: 'web',
        subsegments: [makeEmbedded('b', fault({ name: 'api.test', namespace: 'remote' }))],
      }),
    );
    expect(path(FaultRootCauses)).toEqual(['web: api.test* | api.test (inferred): api.test | handled']);
  });

  it('have one path for each end', () => {
    const { FaultRootCauses } = summaryOf(
      makeSegment(
        'a',
        fault({ subsegments: [makeEmbedded('b', fault({})), makeEmbedded('c'), makeEmbedded('d', fault({}))] }),
      ),
    );
    expect(path(FaultRootCauses)).toEqual(['a: a > b | seen by the client', 'a: a > d | seen by the client']);
  });

  it('of an error count throttles', () => {
    const { ErrorRootCauses } = summaryOf(
      makeSegment('a', { error: true, subsegments: [makeEmbedded('b', { throttle: true })] }),
    );
    expect(path(ErrorRootCauses)).toEqual(['a: a > b | seen by the client']);
  });

  it('of response time follow the longest child that covers half', () => {
    const { ResponseTimeRootCauses } = summaryOf(
      makeSegment('a', {
        subsegments: [
          makeEmbedded('b', { end_time: START + 0.2 }),
          makeEmbedded('c', {
            end_time: START + 0.8,
            subsegments: [makeEmbedded('d', { end_time: START + 0.3 }), makeEmbedded('e', { end_time: START + 0.39 })],
          }),
        ],
      }),
    );
    expect(ResponseTimeRootCauses[0]?.Services[0]?.EntityPath).toEqual([
      { Name: 'a', Remote: false, Coverage: 1 },
      { Name: 'c', Remote: false, Coverage: 0.8 },
    ]);
  });
});
