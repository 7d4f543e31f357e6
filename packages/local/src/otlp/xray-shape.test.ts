import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START, toId } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

const TRACE = `${START.toString(16)}5a560cc3949d4b8bc5df4664`;
const ID = `1-${TRACE.slice(0, 8)}-${TRACE.slice(8)}`;
const attributes = (members: Record<string, string | number>): object[] =>
  Object.entries(members).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
  }));
const span = (id: string, members: Record<string, string | number>, more: object): object => ({
  ...{ traceId: TRACE, spanId: toId(id), attributes: attributes(members) },
  ...{ startTimeUnixNano: `${START}000000000`, endTimeUnixNano: `${START}500000000` },
  ...more,
});

let xray: LocalXRay;
const start = async (otlpShape: 'exporter' | 'xray'): Promise<void> => {
  xray = await startLocalXRay({ port: 0, otlpShape, now: () => (START + 60) * 1e3 });
};
afterEach(() => xray.close());

async function send(...spans: object[]): Promise<JsonObject[]> {
  const resource = {
    attributes: attributes({
      ...{ 'service.name': 'shop', 'cloud.provider': 'aws', 'cloud.platform': 'aws_ec2', 'host.id': 'i-0123' },
      ...{ 'cloud.region': 'us-east-1', PlatformType: 'AWS::EC2' },
    }),
  };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${xray.url}/v1/traces`, { method: 'POST', headers, body })).status).toBe(200);
  const answer = await fetch(`${xray.url}/Traces`, { method: 'POST', body: JSON.stringify({ TraceIds: [ID] }) });
  const { Traces } = (await answer.json()) as { Traces: { Segments: { Document: string }[] }[] };
  return (Traces[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document) as JsonObject);
}

const server = (route: string): object =>
  span(
    'a',
    {
      ...{ 'http.request.method': 'GET', 'http.route': route, 'aws.local.service': 'shop' },
      ...{
        'aws.local.operation': `GET ${route}`,
        'aws.local.environment': 'ec2:default',
        'aws.span.kind': 'LOCAL_ROOT',
      },
    },
    { name: `GET ${route}`, kind: 2 },
  );
const CALL = {
  'aws.local.service': 'shop',
  'aws.local.operation': 'UnmappedOperation',
  'aws.local.environment': 'ec2:default',
};
const S3 = span(
  'b',
  {
    ...{
      ...CALL,
      'rpc.system': 'aws-api',
      'rpc.service': 'S3',
      'rpc.method': 'GetBucketLocation',
      'aws.s3.bucket': 'pictures',
    },
    ...{ 'aws.remote.service': 'AWS::S3', 'aws.remote.operation': 'GetBucketLocation', 'aws.span.kind': 'CLIENT' },
  },
  { name: 'S3.GetBucketLocation', kind: 3, parentSpanId: toId('a') },
);

// https://github.com/aws-observability/aws-application-signals-test-framework/tree/main/validator/src/main/resources/expected-data-
// template/dotnet/ec2/adot-sigv4
describe("the shape of X-Ray's OTLP endpoint", () => {
  beforeEach(() => start('xray'));

  it('is that of a call of AWS in aws-sdk-call-trace', async () => {
    const [segment, inferred] = await send(server('aws-sdk-call'), S3);
    expect(segment).toMatchObject({
      name: 'shop',
      http: { request: { method: 'GET' } },
      aws: { ec2: { instance_id: 'i-0123' }, 'span.kind': 'LOCAL_ROOT' },
      annotations: {
        ...{ 'aws.local.service': 'shop', 'aws.local.operation': 'GET aws-sdk-call' },
        ...{ 'aws.local.environment': 'ec2:default', 'span.name': 'GET aws-sdk-call', 'span.kind': 'SERVER' },
      },
      metadata: {
        ...{ 'http.request.method': 'GET', 'http.route': 'aws-sdk-call', 'service.name': 'shop' },
        ...{
          'cloud.provider': 'aws',
          'cloud.region': 'us-east-1',
          'cloud.platform': 'aws_ec2',
          PlatformType: 'AWS::EC2',
        },
      },
      subsegments: [
        {
          name: 'S3',
          aws: { bucket_name: 'pictures', 's3.bucket': 'pictures', 'span.kind': 'CLIENT' },
          annotations: {
            ...{ ...CALL, 'aws.remote.service': 'AWS::S3', 'aws.remote.operation': 'GetBucketLocation' },
            ...{ 'span.name': 'S3.GetBucketLocation', 'span.kind': 'CLIENT' },
          },
          namespace: 'aws',
        },
      ],
    });
    expect(inferred).toMatchObject({
      name: 'S3',
      aws: { bucket_name: 'pictures', 's3.bucket': 'pictures', 'span.kind': 'CLIENT' },
      annotations: { 'aws.local.service': 'AWS::S3', 'aws.local.operation': 'GetBucketLocation' },
    });
    expect(
      await xray.traces('annotation.aws_local_service = "shop" AND annotation[span.kind] = "SERVER"'),
    ).toHaveLength(1);
  });

  it('is that of a request in outgoing-http-call-trace', async () => {
    const call = span(
      'b',
      {
        ...{
          ...CALL,
          'http.request.method': 'GET',
          'url.full': 'https://aws.amazon.com/',
          'server.address': 'aws.amazon.com',
        },
        ...{ 'aws.remote.service': 'aws.amazon.com:443', 'aws.remote.operation': 'GET /' },
      },
      { name: 'GET', kind: 3, parentSpanId: toId('a') },
    );
    const [segment, inferred] = await send(server('outgoing-http-call'), call);
    expect(segment).toMatchObject({
      subsegments: [
        {
          name: 'aws.amazon.com:443',
          http: { request: { url: 'https://aws.amazon.com/', method: 'GET' } },
          annotations: {
            ...{ ...CALL, 'aws.remote.service': 'aws.amazon.com:443', 'aws.remote.operation': 'GET /' },
            ...{ 'span.name': 'GET', 'span.kind': 'CLIENT' },
          },
          namespace: 'remote',
        },
      ],
    });
    expect(inferred).toMatchObject({ name: 'aws.amazon.com:443', inferred: true });
  });

  it('has defaults for spans without the attributes of Application Signals', async () => {
    const [segment] = await send(span('a', {}, { name: 'nightly', kind: 1 }));
    expect(segment).toMatchObject({
      annotations: {
        ...{ 'aws.local.service': 'shop', 'aws.local.operation': 'nightly', 'aws.local.environment': 'ec2:default' },
        ...{ 'span.name': 'nightly', 'span.kind': 'INTERNAL' },
      },
    });
  });
});

describe('the shape of the exporter', () => {
  beforeEach(() => start('exporter'));

  it('has the attributes of Application Signals as annotations where spans have them', async () => {
    const [segment, inferred] = await send(server('aws-sdk-call'), S3);
    expect(segment).toMatchObject({
      annotations: {
        'aws.local.service': 'shop',
        'aws.local.operation': 'GET aws-sdk-call',
        'aws.local.environment': 'ec2:default',
      },
      subsegments: [{ name: 'S3', annotations: { 'aws.remote.service': 'AWS::S3' } }],
    });
    expect(segment?.['annotations']).not.toHaveProperty(['span.name']);
    expect(inferred).toMatchObject({ annotations: { 'aws.local.service': 'AWS::S3' } });
  });
});
