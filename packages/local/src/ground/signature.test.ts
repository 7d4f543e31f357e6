import { GetGroupsCommand, PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSegment } from '../../test/make-document.ts';
import { type LocalXRay, startLocalXRay } from '../server/local-xray.ts';

const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

let xray: LocalXRay;
let clock: number;
beforeEach(async () => {
  clock = Date.now();
  xray = await startLocalXRay({ port: 0, strict: true, credentials: [KEY], now: () => clock });
});
afterEach(() => xray.close());

function clientWith(credentials: object): XRayClient {
  return new XRayClient({
    endpoint: xray.url,
    region: 'eu-west-1',
    credentials: credentials as typeof KEY,
    maxAttempts: 1,
  });
}

describe('with credentials', () => {
  it('takes what the AWS SDK signs', async () => {
    const client = clientWith(KEY);
    const documents = [JSON.stringify(makeSegment('ü', { id: '0'.repeat(15) + 'a', name: 'größe' }))];
    const { UnprocessedTraceSegments } = await client.send(
      new PutTraceSegmentsCommand({ TraceSegmentDocuments: documents }),
    );
    expect(UnprocessedTraceSegments).toEqual([]);
    const session = clientWith({ ...KEY, sessionToken: 'a token' });
    expect((await session.send(new GetGroupsCommand({}))).Groups).toHaveLength(1);
    client.destroy();
    session.destroy();
  });

  it.each([
    [{ ...KEY, secretAccessKey: 'other' }, 'InvalidSignatureException'],
    [{ ...KEY, accessKeyId: 'AKIDOTHER' }, 'UnrecognizedClientException'],
  ])('refuses %j', async (credentials, name) => {
    const client = clientWith(credentials);
    await expect(client.send(new GetGroupsCommand({}))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 403 },
    });
    client.destroy();
  });

  it('refuses what was signed long ago', async () => {
    const client = clientWith(KEY);
    clock += 6 * 60_000;
    // The client would take the clock from the answer and sign again.
    await expect(client.send(new GetGroupsCommand({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    client.destroy();
  });

  it('refuses what was changed on the way, and what is not signed', async () => {
    const headers: Record<string, string> = {};
    const client = clientWith(KEY);
    client.middlewareStack.add(
      (next) => (args) => {
        Object.assign(headers, (args.request as { headers: object }).headers);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await client.send(new GetGroupsCommand({ NextToken: undefined }));
    client.destroy();
    const { host, 'content-length': _, ...signed } = headers;
    const refusal = async (path: string, body: string, given: Record<string, string>): Promise<unknown> => {
      const answer = await fetch(xray.url + path, { method: 'POST', headers: given, body });
      return [answer.status, answer.headers.get('x-amzn-errortype')];
    };
    expect(await refusal('/Groups', '{}', signed)).toEqual([200, null]);
    expect(await refusal('/Groups', '{ }', signed)).toEqual([403, 'InvalidSignatureException']);
    expect(await refusal('/GetSamplingRules', '{}', signed)).toEqual([403, 'InvalidSignatureException']);
    expect(await refusal('/Groups', '{}', { ...signed, 'x-amz-date': '20200101T000000Z' })).toEqual([
      403,
      'IncompleteSignatureException',
    ]);
    expect(await refusal('/Groups', '{}', { ...signed, authorization: 'Bearer x' })).toEqual([
      403,
      'IncompleteSignatureException',
    ]);
    expect(await refusal('/Groups', '{}', {})).toEqual([403, 'MissingAuthenticationTokenException']);
    const otlp = await fetch(`${xray.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(otlp.status).toBe(403);
  });
});

it('without credentials takes any signature and none', async () => {
  const open = await startLocalXRay({ port: 0, strict: true });
  for (const headers of [{}, { authorization: 'AWS4-HMAC-SHA256 nonsense' }])
    expect((await fetch(`${open.url}/Groups`, { method: 'POST', headers, body: '{}' })).status).toBe(200);
  await open.close();
});
