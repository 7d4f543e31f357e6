import { createHash, createHmac } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { createSigner } from './sigv4.ts';

afterEach(() => vi.unstubAllEnvs());

const KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const request = (body: Uint8Array) => ({
  hostname: 'xray.eu-west-1.amazonaws.com',
  path: '/v1/traces',
  headers: { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
  body,
});

/** The signature as the documentation of AWS computes it, step by step. Source: AWS IAM user guide, "Create a signed AWS API request". */
function signatureOf(headers: Record<string, string>, body: Uint8Array): string {
  const sha = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
  const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const names = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const canonical = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const hashed = sha(['POST', '/v1/traces', '', canonical.join(''), names, sha(body)].join('\n'));
  const date = headers['x-amz-date'] ?? '';
  const day = date.slice(0, 8);
  const text = ['AWS4-HMAC-SHA256', date, `${day}/eu-west-1/xray/aws4_request`, hashed].join('\n');
  const key = ['eu-west-1', 'xray', 'aws4_request'].reduce<Buffer>(mac, mac(`AWS4${KEY}`, day));
  return mac(key, text).toString('hex');
}

it('signs the bytes that are sent for X-Ray, as AWS documents it, at a given time', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEY);
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
  const signer = createSigner('eu-west-1', () => Date.UTC(2026, 10, 25, 12));
  for (const body of [new Uint8Array(0), Buffer.from([0x1f, 0x8b, 0, 1, 255])]) {
    const headers = await signer.sign(request(body));
    expect(headers).toMatchObject({
      host: 'xray.eu-west-1.amazonaws.com',
      'x-amz-date': '20261125T120000Z',
      'x-amz-security-token': 'token',
      'content-encoding': 'gzip',
    });
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261125\/eu-west-1\/xray\/aws4_request, /,
    );
    expect(/Signature=(\w+)/.exec(headers['authorization'] ?? '')?.[1]).toBe(signatureOf(headers, body));
  }
  signer.shiftClock(-600_000);
  expect((await signer.sign(request(new Uint8Array(0))))['x-amz-date']).toBe('20261125T115000Z');
});

it('says that there are no credentials', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  await expect(createSigner('eu-west-1', Date.now).sign(request(new Uint8Array(0)))).rejects.toThrow(/credentials/i);
});
