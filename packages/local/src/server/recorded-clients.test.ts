import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment, START, TRACE_ID } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { type LocalXRay, startLocalXRay } from './local-xray.ts';

let xray: LocalXRay;
beforeEach(async () => {
  xray = await startLocalXRay({ port: 0, now: () => (START + 60) * 1e3 });
});
afterEach(() => xray.close());

/** Requests of programs that do not install here, with the headers and members that they send. */
async function request(
  path: string,
  body: JsonObject,
  headers: Record<string, string> = {},
): Promise<{ status: number; json: JsonObject }> {
  const response = await fetch(xray.url + path, { method: 'POST', body: JSON.stringify(body), headers });
  return { status: response.status, json: (await response.json()) as JsonObject };
}

describe('the X-Ray sampler of Java', () => {
  // XraySamplerClient.java in https://github.com/open-telemetry/opentelemetry-java-contrib/tree/main/aws-xray
  it('reads rules, and reports times in milliseconds', async () => {
    const headers = { 'content-type': 'application/json', 'user-agent': 'OpenTelemetry-Java' };
    const rules = await request('/GetSamplingRules', {}, headers);
    expect(rules).toMatchObject({
      status: 200,
      json: { SamplingRuleRecords: [{ SamplingRule: { RuleName: 'Default' } }] },
    });
    const report = {
      SamplingStatisticsDocuments: [
        {
          ...{ ClientID: 'e5f1ca4d7a03d6f1c65c3d67', RuleName: 'Default', Timestamp: (START + 50) * 1e3 },
          ...{ RequestCount: 10500, SampledCount: 31, BorrowedCount: 0 },
        },
      ],
    };
    const targets = await request('/SamplingTargets', report, headers);
    expect(targets).toMatchObject({ status: 200, json: { SamplingTargetDocuments: [{ RuleName: 'Default' }] } });
    const { json } = await request('/SamplingStatisticSummaries', {});
    expect(json).toMatchObject({ SamplingStatisticSummaries: [{ RuleName: 'Default', RequestCount: 10500 }] });
    const intake = await fetch(`${xray.url}/-/intake`);
    expect(intake.status).toBe(200);
  });
});

describe("Terraform's provider", () => {
  // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/xray/group.go
  it('creates, reads, changes and deletes a group, and learns by the message that it is gone', async () => {
    const created = await request('/CreateGroup', {
      ...{ GroupName: 'tf-errors', FilterExpression: 'fault', Tags: [{ Key: 'team', Value: 'shop' }] },
      InsightsConfiguration: { InsightsEnabled: true, NotificationsEnabled: false },
    });
    const { GroupARN } = created.json['Group'] as { GroupARN: string };
    const read = await request('/GetGroup', { GroupARN });
    expect(read.json['Group']).toEqual(created.json['Group']);
    expect(await request('/ListTagsForResource', { ResourceARN: GroupARN })).toMatchObject({
      json: { Tags: [{ Key: 'team', Value: 'shop' }] },
    });
    const change = { GroupARN, FilterExpression: 'error', InsightsConfiguration: { InsightsEnabled: false } };
    expect((await request('/UpdateGroup', change)).json).toMatchObject({ Group: { FilterExpression: 'error' } });
    expect((await request('/DeleteGroup', { GroupARN })).status).toBe(200);
    const gone = await request('/GetGroup', { GroupARN });
    expect(gone).toMatchObject({ status: 400, json: { message: expect.stringContaining('Group not found') } });
  });

  // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/xray/sampling_rule.go
  it('finds a sampling rule by its pages', async () => {
    const rule = {
      ...{ RuleName: 'tf-rule', ResourceARN: '*', Priority: 9999, FixedRate: 0.05, ReservoirSize: 1, Version: 1 },
      ...{
        ServiceName: '*',
        ServiceType: '*',
        Host: '*',
        HTTPMethod: '*',
        URLPath: '*',
        Attributes: { Hello: 'World' },
      },
    };
    expect((await request('/CreateSamplingRule', { SamplingRule: rule })).status).toBe(200);
    const { json } = await request('/GetSamplingRules', {});
    expect(json['SamplingRuleRecords']).toContainEqual(
      expect.objectContaining({
        SamplingRule: expect.objectContaining({ RuleName: 'tf-rule', Attributes: { Hello: 'World' } }),
      }),
    );
    const again = await request('/CreateSamplingRule', { SamplingRule: rule });
    expect(again.json).toMatchObject({ message: expect.stringContaining('Sampling rule already exists') });
  });
});

describe("Grafana's data source", () => {
  // https://github.com/grafana/x-ray-datasource/tree/main/pkg/datasource
  it('reads traces, map, series, analytics and insights, whose members it dereferences', async () => {
    const subsegments = [makeEmbedded('b', { name: 'pay', namespace: 'remote', fault: true })];
    await xray.ingest([makeSegment('a', { name: 'shop', fault: true, subsegments })]);
    const range = { StartTime: START, EndTime: START + 60 };
    const group = { GroupARN: 'arn:aws:xray:us-east-1:000000000000:group/Default', GroupName: 'Default' };

    const { json: summaries } = await request('/TraceSummaries', {
      ...range,
      FilterExpression: 'fault',
      TimeRangeType: 'Event',
    });
    const [summary] = summaries['TraceSummaries'] as Record<string, never>[];
    expect(summary).toMatchObject({
      ...{
        Id: TRACE_ID,
        Duration: 1,
        ResponseTime: 1,
        Http: {},
        Annotations: {},
        EntryPoint: { Name: 'shop', Type: '' },
      },
      ErrorRootCauses: [],
      FaultRootCauses: [
        {
          Services: [
            {
              Name: 'shop',
              Type: '',
              EntityPath: [
                { Name: 'shop', Remote: false, Exceptions: [] },
                { Name: 'pay', Remote: true },
              ],
            },
            { Name: 'pay', Type: 'remote', Inferred: true },
          ],
        },
      ],
      ResponseTimeRootCauses: [{ Services: [{ Name: 'shop' }, { Name: 'pay' }] }],
    });
    const { json: traces } = await request('/Traces', { TraceIds: [TRACE_ID] });
    expect(traces).toMatchObject({ Traces: [{ Segments: [{}, {}] }], UnprocessedTraceIds: [] });
    const { json: graph } = await request('/ServiceGraph', { ...range, ...group });
    for (const service of graph['Services'] as Record<string, unknown>[]) {
      expect(service).toMatchObject({ Name: expect.any(String), Type: expect.any(String), Edges: expect.any(Array) });
      for (const edge of service['Edges'] as object[])
        expect(edge).toMatchObject({ ResponseTimeHistogram: [{ Count: 1 }] });
    }
    const { json: series } = await request('/TimeSeriesServiceStatistics', {
      ...{ ...range, Period: 60, EntitySelectorExpression: 'edge("shop", "pay")' },
    });
    expect(series).toMatchObject({ TimeSeriesServiceStatistics: [{ EdgeSummaryStatistics: { TotalCount: 1 } }] });
    const { json: insights } = await request('/InsightSummaries', { ...range, ...group, States: ['ACTIVE', 'CLOSED'] });
    expect(insights).toEqual({ InsightSummaries: [] });
  });
});
