import type { AttributeReader } from './attribute-reader.ts';
import {
  AWS_QUEUE_URL,
  AWS_QUEUE_URL_DOT,
  AWS_SQS_QUEUE_URL,
  DB_CONNECTION_STRING,
  HTTP_TARGET,
  HTTP_URL,
  MESSAGING_URL,
  type Slot,
  URL_FULL,
  URL_QUERY,
} from './semconv.ts';

/**
 * Takes passwords out of the attributes that hold URLs and connection strings, and does with queries what `urlQuery` says: before any
 * rule reads them, so that they come back neither as annotation nor as metadata.
 */
export function cleanAttributes(a: AttributeReader, urlQuery: UrlQuery): void {
  for (const slot of URLS) {
    const url = a.value(slot);
    if (typeof url === 'string') replaceIfChanged(a, slot, url, cleanUrl(url, urlQuery));
  }
  const query = a.value(URL_QUERY);
  if (typeof query === 'string') replaceIfChanged(a, URL_QUERY, query, cleanQuery(query, urlQuery));
  const connection = a.value(DB_CONNECTION_STRING);
  if (typeof connection === 'string') {
    replaceIfChanged(a, DB_CONNECTION_STRING, connection, cleanConnectionString(connection));
  }
}

const URLS: readonly Slot[] = [
  URL_FULL,
  HTTP_URL,
  HTTP_TARGET,
  MESSAGING_URL,
  AWS_QUEUE_URL,
  AWS_QUEUE_URL_DOT,
  AWS_SQS_QUEUE_URL,
];

function replaceIfChanged(a: AttributeReader, slot: Slot, value: string, cleaned: string): void {
  if (cleaned !== value) a.replace(slot, cleaned);
}

type UrlQuery = 'keep' | 'strip' | 'redact';

/** What stands in the place of a value that must not be seen. */
const REDACTED = 'REDACTED';

/** What every one of the parameters below holds. */
const MAY_SIGN = /(?:sig|x-amz-|awsaccesskeyid)/i;

/** Query parameters that sign a request of AWS: whoever has them can repeat it. */
const SIGNATURES: ReadonlySet<string> = new Set([
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-security-token',
  'sig',
  'awsaccesskeyid',
  'signature',
]);

/**
 * Takes user and password out of a URL, redacts what signs a request, and does with the rest of the query what `urlQuery` says.
 * Text that is no URL comes back as it is.
 */
function cleanUrl(url: string, urlQuery: UrlQuery): string {
  const withoutUser = url.includes('@') ? removeUserInfo(url) : url;
  const start = withoutUser.indexOf('?');
  if (start < 0) return withoutUser;
  const hash = withoutUser.indexOf('#', start);
  const end = hash < 0 ? withoutUser.length : hash;
  const fragment = withoutUser.slice(end);
  if (urlQuery === 'strip') return withoutUser.slice(0, start) + fragment;
  const query = withoutUser.slice(start + 1, end);
  if (urlQuery === 'keep' && !MAY_SIGN.test(query)) return withoutUser;
  return `${withoutUser.slice(0, start)}?${redactQuery(query, urlQuery === 'redact')}${fragment}`;
}

/** The same for a query that stands alone. */
function cleanQuery(query: string, urlQuery: UrlQuery): string {
  return urlQuery === 'strip' ? '' : redactQuery(query, urlQuery === 'redact');
}

/** Takes the part before `@` out of the authority of a URL. */
function removeUserInfo(url: string): string {
  const scheme = url.indexOf('://');
  if (scheme < 0) return url;
  const start = scheme + 3;
  let end = start;
  while (end < url.length && !'/?#'.includes(url.charAt(end))) end++;
  const at = url.lastIndexOf('@', end - 1);
  return at < start ? url : url.slice(0, start) + url.slice(at + 1);
}

/** Takes user, and values of `password=` and `pwd=`, out of a connection string. */
function cleanConnectionString(text: string): string {
  return removeUserInfo(text).replace(/\b(password|pwd)=[^;&\s]*/gi, `$1=${REDACTED}`);
}

function redactQuery(query: string, all: boolean): string {
  // Nearly no query signs anything; splitting it then would be for nothing.
  if (!all && !MAY_SIGN.test(query)) return query;
  return query
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return pair;
      const name = pair.slice(0, equals);
      return all || SIGNATURES.has(name.toLowerCase()) ? `${name}=${REDACTED}` : pair;
    })
    .join('&');
}
