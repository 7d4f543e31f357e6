import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from './api-error.ts';

/** A key that requests may be signed with. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Checks that a request was signed (AWS Signature Version 4) with one of the keys, not long ago, and is as it was signed.
 * @param body as it was sent
 * @param nowMillis epoch milliseconds
 * @throws (rejects) ApiError with the name that AWS gives it, 403
 */
export async function checkSignature(
  request: Request,
  body: Uint8Array,
  { credentials, nowMillis }: { readonly credentials: readonly SigningCredentials[]; readonly nowMillis: number },
): Promise<void> {
  const authorization = request.headers.get('authorization');
  if (authorization === null) throw refused('MissingAuthenticationTokenException', 'The request is not signed.');
  const parsed = AUTHORIZATION.exec(authorization)?.groups;
  const date = parseDate(request.headers.get('x-amz-date') ?? '');
  if (
    !parsed ||
    date === undefined ||
    !parsed['date'] ||
    !(request.headers.get('x-amz-date') ?? '').startsWith(parsed['date'])
  )
    throw refused('IncompleteSignatureException', 'The Authorization or the X-Amz-Date header cannot be read.');
  const key = credentials.find(({ accessKeyId }) => accessKeyId === parsed['accessKeyId']);
  if (!key) throw refused('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (Math.abs(nowMillis - date.getTime()) > MAX_SKEW_MILLIS)
    throw refused(
      'InvalidSignatureException',
      `Signature expired or not yet current: signed at ${date.toISOString()}.`,
    );

  const expected = await sign(request, body, { key, date, parsed });
  const given = Buffer.from(parsed['signature'] ?? '', 'hex');
  const isRight = expected !== undefined && expected.length === given.length && timingSafeEqual(expected, given);
  if (!isRight)
    throw refused('InvalidSignatureException', 'The signature does not match the one that the secret key gives.');
}

type Parsed = Readonly<Record<string, string | undefined>>;

// Signing is the AWS SDK's own: it signs what was signed once more.
async function sign(
  request: Request,
  body: Uint8Array,
  { key, date, parsed }: { readonly key: SigningCredentials; readonly date: Date; readonly parsed: Parsed },
): Promise<Buffer | undefined> {
  const { region = '', service = '', headers: names = '' } = parsed;
  const headers = Object.fromEntries(names.split(';').map((name) => [name, request.headers.get(name) ?? '']));
  // The value of this header is signed instead of the body.
  const hash = headers['x-amz-content-sha256'];
  if (hash !== undefined && hash !== createHash('sha256').update(body).digest('hex')) return undefined;

  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-crypto/sha256-js'),
  ]);
  const signer = new SignatureV4({ credentials: key, region, service, sha256: Sha256, applyChecksum: false });
  const { pathname, searchParams, hostname, protocol } = new URL(request.url);
  const signed = await signer.sign(
    {
      method: request.method,
      protocol,
      hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers,
      body,
    },
    { signingDate: date, signableHeaders: new Set(names.split(';')) },
  );
  const { signature } = AUTHORIZATION.exec(signed.headers['authorization'] ?? '')?.groups ?? {};
  return signature === undefined ? undefined : Buffer.from(signature, 'hex');
}

/** `20261125T230000Z`. */
function parseDate(text: string): Date | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(iso === text ? Number.NaN : iso);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function refused(name: string, message: string): ApiError {
  return new ApiError(name, message, 403);
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<accessKeyId>[^/,\s]+)\/(?<date>\d{8})\/(?<region>[\w-]+)\/(?<service>[\w-]+)\/aws4_request, ?SignedHeaders=(?<headers>[\w;-]+), ?Signature=(?<signature>[0-9a-f]{64})$/;
// The limit of AWS.
const MAX_SKEW_MILLIS = 5 * 60_000;
