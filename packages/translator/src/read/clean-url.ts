export type UrlQuery = 'keep' | 'strip' | 'redact';

/** Replaces a value that must not be seen. */
export const REDACTED = 'REDACTED';

/**
 * Query parameters that sign a request or stand for a password: OpenTelemetry's list
 * (https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/), AWS's, and the usual names of tokens.
 */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  'awsaccesskeyid',
  'signature',
  'sig',
  'x-goog-signature',
  'x-goog-credential',
  'x-amz-signature',
  'x-amz-credential',
  'x-amz-security-token',
  'access_token',
  'id_token',
  'refresh_token',
  'token',
  'auth_token',
  'authtoken',
  'api_key',
  'apikey',
  'api-key',
  'x-api-key',
  'client_secret',
  'secret',
  'password',
  'passwd',
  'pwd',
  'sslpassword',
  'jwt',
  'sessiontoken',
  'accountkey',
  'sharedaccesskey',
]);

/** A part of each name above, also with percent-encoded letters. */
const MAY_BE_SECRET = /sig|x-amz-|x-goog-|key|token|secret|pass|pwd|jwt|%[0-9a-f]{2}[^=&;]*=/i;

/**
 * Removes user and password from a URL, and redacts signatures and secrets in query and fragment. It treats the rest of the query as
 * `urlQuery` says. A string that is no URL is returned as it is.
 */
export function cleanUrl(url: string, urlQuery: UrlQuery): string {
  const withoutUser = url.includes('@') ? removeUserInfo(url) : url;
  // Nearly no URL holds a secret; taking it apart then would be for nothing.
  if (urlQuery === 'keep' && !withoutUser.includes('#')) {
    const question = withoutUser.indexOf('?');
    if (question < 0 || !MAY_BE_SECRET.test(withoutUser.slice(question))) return withoutUser;
  }
  const hash = withoutUser.indexOf('#');
  const end = hash < 0 ? withoutUser.length : hash;
  const start = withoutUser.indexOf('?');
  const fragment = hash < 0 ? '' : `#${redactQuery(withoutUser.slice(hash + 1), false)}`;
  if (start < 0 || start > end) return withoutUser.slice(0, end) + fragment;
  if (urlQuery === 'strip') return withoutUser.slice(0, start) + fragment;
  const query = withoutUser.slice(start + 1, end);
  return `${withoutUser.slice(0, start)}?${redactQuery(query, urlQuery === 'redact')}${fragment}`;
}

/** The same for a query without its URL. */
export function cleanQuery(query: string, urlQuery: UrlQuery): string {
  return urlQuery === 'strip' ? '' : redactQuery(query, urlQuery === 'redact');
}

/**
 * Removes the part before `@` from the authority of a URL, with or without scheme. A password with a slash in it ends the authority too
 * early: what looks like a port but is no number is the beginning of one.
 */
export function removeUserInfo(url: string): string {
  const slashes = url.indexOf('//');
  if (slashes < 0) return url;
  const start = slashes + 2;
  let end = indexOfAny(url, '/?#', start);
  if (/^[^@:[\]]*:(?!\d*$)[^@]*$/.test(url.slice(start, end))) {
    const at = url.indexOf('@', end);
    if (at >= 0 && !/[\s]/.test(url.slice(end, at))) end = at + 1;
  }
  const at = url.lastIndexOf('@', end - 1);
  return at < start ? url : url.slice(0, start) + url.slice(at + 1);
}

function indexOfAny(text: string, characters: string, from: number): number {
  let at = from;
  while (at < text.length && !characters.includes(text.charAt(at))) at++;
  return at;
}

function redactQuery(query: string, all: boolean): string {
  // Nearly no query holds a secret; splitting it then would be for nothing.
  if (!all && !MAY_BE_SECRET.test(query)) return query;
  return query
    .split(/([&;])/)
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return pair;
      const name = pair.slice(0, equals);
      return all || SECRET_PARAMETERS.has(decoded(name).toLowerCase()) ? `${name}=${REDACTED}` : pair;
    })
    .join('');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
