import { readFileSync } from 'node:fs';
import { CreateGroupCommand, paginateGetTraceSummaries, XRayClient, XRayServiceException } from '@aws-sdk/client-xray';
import { type LocalXRay, startLocalXRay } from '@otel-xray/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Case {
  readonly id: string;
  readonly expression: string;
  readonly expect?: string[];
  readonly error?: true;
}

const { cases, documents, groups, now, range } = JSON.parse(
  readFileSync(new URL('cases.json', import.meta.url), 'utf8'),
) as {
  cases: Case[];
  documents: object[];
  groups: { name: string; filter: string }[];
  now: number;
  range: { start: number; end: number };
};

let xray: LocalXRay;
let client: XRayClient;
beforeAll(async () => {
  xray = await startLocalXRay({ port: 0, now: () => now * 1e3 });
  const credentials = { accessKeyId: 'dummy', secretAccessKey: 'dummy' };
  client = new XRayClient({ endpoint: xray.url, region: 'us-east-1', credentials });
  await xray.ingest(documents);
  for (const { name: GroupName, filter: FilterExpression } of groups)
    await client.send(new CreateGroupCommand({ GroupName, FilterExpression }));
});
afterAll(async () => {
  client.destroy();
  await xray.close();
});

async function select(FilterExpression: string): Promise<string[]> {
  const ids: string[] = [];
  const times = { StartTime: new Date(range.start * 1e3), EndTime: new Date(range.end * 1e3) };
  for await (const page of paginateGetTraceSummaries({ client }, { ...times, FilterExpression }))
    ids.push(...(page.TraceSummaries ?? []).map(({ Id = '' }) => Id));
  return ids;
}

describe('GetTraceSummaries with the cases of filter expressions', () => {
  it.each(cases.filter(({ error }) => !error))('$id $expression', async ({ expression, expect: expected }) => {
    expect((await select(expression)).sort()).toEqual([...(expected ?? [])].sort());
  });

  it.each(cases.filter(({ error }) => error))('$id refuses $expression', async ({ expression }) => {
    const refused: unknown = await select(expression).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(XRayServiceException);
    expect(refused).toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(/^Invalid filter expression at \d+: /),
      $metadata: { httpStatusCode: 400 },
    });
  });
});
