import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSamplingRuleCommand,
  DeleteSamplingRuleCommand,
  GetSamplingRulesCommand,
  GetSamplingTargetsCommand,
  paginateGetSamplingRules,
  type SamplingRule,
  UpdateSamplingRuleCommand,
  XRayClient,
} from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

const START_MILLIS = 1_767_225_600_500;
let now: number;
let xray: LocalXRay;
let client: XRayClient;

async function start(options: object = {}): Promise<void> {
  xray = await startLocalXRay({ port: 0, now: () => now, ...options });
  client = new XRayClient({
    endpoint: xray.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  });
}
beforeEach(async () => {
  now = START_MILLIS;
  await start();
});
afterEach(async () => {
  client.destroy();
  await xray.close();
});

const ruleOf = (RuleName: string, fields: Partial<SamplingRule> = {}): SamplingRule => ({
  RuleName,
  Priority: 100,
  FixedRate: 0.1,
  ReservoirSize: 5,
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  ResourceARN: '*',
  Version: 1,
  ...fields,
});
const arnOf = (name: string): string => `arn:aws:xray:us-east-1:000000000000:sampling-rule/${name}`;
const create = (rule: object) => client.send(new CreateSamplingRuleCommand({ SamplingRule: rule as SamplingRule }));
const update = (change: object) => client.send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate: change }));
const remove = (named: object) => client.send(new DeleteSamplingRuleCommand(named));
const rules = async () => (await client.send(new GetSamplingRulesCommand({}))).SamplingRuleRecords ?? [];
const names = async () => (await rules()).map(({ SamplingRule }) => SamplingRule?.RuleName);
const invalid = (message: string | RegExp) => ({
  name: 'InvalidRequestException',
  message: typeof message === 'string' ? message : expect.stringMatching(message),
  $metadata: expect.objectContaining({ httpStatusCode: 400 }),
});

describe('a rule', () => {
  it('is made, changed and removed', async () => {
    const boost = { MaxRate: 0.5, CooldownWindowMinutes: 10 };
    const rule = ruleOf('checkout', { URLPath: '/checkout/*', Attributes: { tier: 'gold' }, SamplingRateBoost: boost });
    const expected = { ...rule, RuleARN: arnOf('checkout') };
    const at = new Date(START_MILLIS);
    const created = await create(rule);
    expect(created.SamplingRuleRecord).toEqual({ SamplingRule: expected, CreatedAt: at, ModifiedAt: at });
    expect(await rules()).toEqual([created.SamplingRuleRecord, expect.anything()]);

    now += 1_250;
    const changed = { ...expected, FixedRate: 0.5, Priority: 7 };
    const record = { SamplingRule: changed, CreatedAt: at, ModifiedAt: new Date(now) };
    expect((await update({ RuleName: 'checkout', FixedRate: 0.5, Priority: 7 })).SamplingRuleRecord).toEqual(record);
    expect((await update({ RuleARN: arnOf('checkout') })).SamplingRuleRecord).toEqual(record);
    expect((await remove({ RuleARN: arnOf('checkout') })).SamplingRuleRecord).toEqual(record);
    expect(await names()).toEqual(['Default']);
  });

  it('can have the name of one that was removed', async () => {
    await create(ruleOf('again'));
    await remove({ RuleName: 'again' });
    now += 1;
    expect((await create(ruleOf('again'))).SamplingRuleRecord?.CreatedAt).toEqual(new Date(now));
  });

  it.each([
    [{ RuleName: undefined }, 'SamplingRule: RuleName is undefined, expected a text of 1 to 32 characters'],
    [{ RuleName: 'x'.repeat(33) }, 'expected a text of 1 to 32 characters'],
    [{ RuleName: 'a/b' }, 'expected a text of 1 to 32 characters'],
    [{ RuleName: 'Default' }, 'Sampling rule already exists: "Default".'],
    [{ RuleARN: arnOf('r') }, 'SamplingRule: RuleARN is made from the name; leave it out.'],
    [{ Version: 2 }, 'SamplingRule: Version is 2, expected 1.'],
    [{ Priority: 0 }, 'SamplingRule: Priority is 0, expected a whole number from 1 to 9999.'],
    [{ Priority: 10_000 }, 'SamplingRule: Priority is 10000, expected a whole number from 1 to 9999.'],
    [{ Priority: 1.5 }, 'SamplingRule: Priority is 1.5, expected a whole number from 1 to 9999.'],
    [{ FixedRate: 1.1 }, 'SamplingRule: FixedRate is 1.1, expected a number from 0 to 1.'],
    [{ FixedRate: -0.1 }, 'SamplingRule: FixedRate is -0.1, expected a number from 0 to 1.'],
    [{ ReservoirSize: -1 }, 'SamplingRule: ReservoirSize is -1, expected a whole number of requests a second.'],
    [{ Host: undefined }, 'SamplingRule: Host is required.'],
    [{ URLPath: 'x'.repeat(129) }, 'expected a text of at most 128 characters.'],
    [{ HTTPMethod: 'x'.repeat(11) }, 'expected a text of at most 10 characters.'],
    [{ Attributes: { a: 'x'.repeat(33) } }, 'expected a text of 1 to 32 characters.'],
    [{ Attributes: Object.fromEntries('abcdef'.split('').map((name) => [name, '*'])) }, 'expected at most 5 entries.'],
    [{ SamplingRateBoost: { MaxRate: 2, CooldownWindowMinutes: 1 } }, 'SamplingRateBoost.MaxRate is 2, expected'],
  ])('with %j is refused', async (fields, message) => {
    const error = await create({ ...ruleOf('r'), ...fields }).catch((thrown) => thrown);
    expect(error).toMatchObject(invalid(/./));
    expect(error.message).toContain(message);
    expect(await names()).toEqual(['Default']);
  });

  it.each([
    [{ RuleName: 'gone', FixedRate: 0 }, 'Sampling rule does not exist: "gone".'],
    [{ RuleARN: arnOf('gone') }, `Sampling rule does not exist: "${arnOf('gone')}".`],
    [{ FixedRate: 0 }, 'A rule is named by either RuleName or RuleARN.'],
    [{ RuleName: 'r', RuleARN: arnOf('r') }, 'A rule is named by either RuleName or RuleARN.'],
    [{ RuleName: 'r', FixedRate: 2 }, 'SamplingRule: FixedRate is 2, expected a number from 0 to 1.'],
    [{ RuleName: 'Default', URLPath: '/x' }, /^The Default rule takes another FixedRate/],
  ])('cannot be changed by %j', async (change, message) => {
    await create(ruleOf('r'));
    await expect(update(change)).rejects.toMatchObject(invalid(message));
  });

  it.each([
    [{}, 'A rule is named by either RuleName or RuleARN.'],
    [{ RuleName: 'gone' }, 'Sampling rule does not exist: "gone".'],
    [{ RuleName: 'Default' }, 'The Default rule cannot be deleted.'],
  ])('is not removed by %j', async (named, message) => {
    await expect(remove(named)).rejects.toMatchObject(invalid(message));
  });
});

it('has an answer to a body without a rule', async () => {
  const refusal = async (path: string): Promise<unknown> =>
    ((await (await fetch(xray.url + path, { method: 'POST', body: '{}' })).json()) as { message: string }).message;
  expect(await refusal('/CreateSamplingRule')).toBe('SamplingRule is required.');
  expect(await refusal('/UpdateSamplingRule')).toBe('SamplingRuleUpdate is required.');
});

describe('the rules', () => {
  it('come by priority and name, Default last, 25 a page', async () => {
    for (let i = 24; i >= 0; i--) await create(ruleOf(`r${i}`, { Priority: (i % 3) + 1 }));
    const pages: (string | undefined)[][] = [];
    for await (const { SamplingRuleRecords } of paginateGetSamplingRules({ client }, {}))
      pages.push((SamplingRuleRecords ?? []).map(({ SamplingRule }) => SamplingRule?.RuleName));
    expect(pages.map(({ length }) => length)).toEqual([25, 1]);
    expect(pages[0]?.slice(0, 3)).toEqual(['r0', 'r12', 'r15']);
    expect(pages[1]).toEqual(['Default']);
  });

  it('are 25 at most, besides Default', async () => {
    for (let i = 0; i < 25; i++) await create(ruleOf(`r${i}`));
    await update({ RuleName: 'Default', FixedRate: 0.5 });
    await expect(create(ruleOf('one more'))).rejects.toMatchObject({
      name: 'RuleLimitExceededException',
      $metadata: { httpStatusCode: 400 },
    });
    await remove({ RuleName: 'r3' });
    await expect(create(ruleOf('one more'))).resolves.toBeDefined();
  });

  it('refuse a foreign token', async () => {
    await expect(client.send(new GetSamplingRulesCommand({ NextToken: 'abc' }))).rejects.toMatchObject(
      invalid('NextToken: not a token of this operation with these parameters.'),
    );
  });

  it('hold Default, whose rate, reservoir and boost can be changed', async () => {
    const boost = { MaxRate: 1, CooldownWindowMinutes: 5 };
    await update({ RuleName: 'Default', FixedRate: 0.05, ReservoirSize: 2, SamplingRateBoost: boost });
    expect(await rules()).toMatchObject([
      { SamplingRule: { RuleName: 'Default', Priority: 10_000, FixedRate: 0.05, ReservoirSize: 2, URLPath: '*' } },
    ]);
  });

  it('are forgotten by a reset', async () => {
    await create(ruleOf('r'));
    await xray.reset();
    expect(await names()).toEqual(['Default']);
  });

  it('outlive the process', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'xray-local-'));
    try {
      await xray.close();
      await start({ dataDir });
      await create(ruleOf('kept'));
      const before = await rules();
      await xray.close();
      await start({ dataDir });
      expect(await rules()).toEqual(before);
    } finally {
      await xray.close();
      rmSync(dataDir, { recursive: true });
    }
  });
});

describe('targets', () => {
  const reportOf = (ClientID: string, RequestCount: number, RuleName = 'r') => ({
    RuleName,
    ClientID,
    Timestamp: new Date(now),
    RequestCount,
    SampledCount: 0,
    BorrowCount: 0,
  });
  const report = (...documents: ReturnType<typeof reportOf>[]) =>
    client.send(new GetSamplingTargetsCommand({ SamplingStatisticsDocuments: documents }));
  const quota = async (clientId: string, requests: number): Promise<number | undefined> =>
    (await report(reportOf(clientId, requests))).SamplingTargetDocuments?.[0]?.ReservoirQuota;

  it('tell when a rule was last changed, deletions included', async () => {
    const modified = async () => (await report()).LastRuleModification;
    expect(await modified()).toEqual(new Date(0));
    await create(ruleOf('r'));
    expect(await modified()).toEqual(new Date(START_MILLIS));
    now += 5_000;
    await remove({ RuleName: 'r' });
    expect(await modified()).toEqual(new Date(now));
  });

  it('share the reservoir among the samplers that asked lately', async () => {
    await create(ruleOf('r', { ReservoirSize: 10 }));
    expect(await quota('a', 100)).toBe(10);
    expect(await quota('b', 100)).toBe(5);
    expect(await quota('c', 1_000)).toBe(3);
    now += 10_000;
    expect([await quota('a', 100), await quota('b', 100), await quota('c', 1_000)]).toEqual([3, 4, 3]);
    now += 20_000;
    expect(await quota('a', 200)).toBe(3);
    now += 10_000;
    // The others have missed two reports.
    expect(await quota('a', 100)).toBe(10);
  });

  it('raise the rate of a rule with a boost for a minute, once in its window', async () => {
    await create(ruleOf('r', { SamplingRateBoost: { MaxRate: 0.5, CooldownWindowMinutes: 5 } }));
    const boostAfter = async (AnomalyCount: number) => {
      const anomalies = { RuleName: 'r', ServiceName: 's', TotalCount: 9, AnomalyCount, SampledAnomalyCount: 0 };
      const answer = await client.send(
        new GetSamplingTargetsCommand({
          SamplingStatisticsDocuments: [reportOf('a', 1)],
          SamplingBoostStatisticsDocuments: [{ ...anomalies, Timestamp: new Date(now) }],
        }),
      );
      return answer.SamplingTargetDocuments?.[0]?.SamplingBoost;
    };
    expect(await boostAfter(0)).toBeUndefined();
    const boost = { BoostRate: 0.5, BoostRateTTL: new Date(START_MILLIS + 59_500) };
    expect(await boostAfter(1)).toEqual(boost);
    now += 30_000;
    expect(await boostAfter(0)).toEqual(boost);
    now += 30_000;
    expect(await boostAfter(3)).toBeUndefined();
    now += 240_000;
    expect(await boostAfter(3)).toMatchObject({ BoostRate: 0.5 });
  });
});

describe('statistics of samplers', () => {
  const report = (Timestamp: number, count = 1) =>
    fetch(`${xray.url}/SamplingTargets`, {
      method: 'POST',
      body: JSON.stringify({
        SamplingStatisticsDocuments: [
          { RuleName: 'Default', ClientID: 'a'.repeat(24), Timestamp, RequestCount: count, SampledCount: count },
        ],
      }),
    });
  const summaries = async (): Promise<readonly { readonly Timestamp: number }[]> => {
    const answer = await fetch(`${xray.url}/SamplingStatisticSummaries`, { method: 'POST', body: '{}' });
    const body = (await answer.json()) as { SamplingStatisticSummaries: readonly { Timestamp: number }[] };
    return body.SamplingStatisticSummaries;
  };

  it('in milliseconds, as Java sends them, are of today', async () => {
    expect((await report(START_MILLIS)).status).toBe(200);
    const times = (await summaries()).map(({ Timestamp }) => Timestamp);
    expect(times).toHaveLength(1);
    expect(Math.abs((times[0] ?? 0) - START_MILLIS / 1e3)).toBeLessThan(600);
  });

  it.each([1e10, 1e11, 1e15, 1e300, -1, 0])('with the time %d can be read back', async (time) => {
    expect((await report(time, 2 ** 53 - 1)).status).toBe(200);
    expect((await report(time, 2 ** 53 - 1)).status).toBe(200);
    expect((await fetch(`${xray.url}/-/intake`)).status).toBe(200);
    for (const { Timestamp } of await summaries()) expect(new Date(Timestamp * 1e3).getTime()).not.toBeNaN();
  });
});
