import { cleanUrl, REDACTED, removeUserInfo, type UrlQuery } from './clean-url.ts';

/** Names of what a connection string must not show: `Password`, `sslpassword`, `Pwd`, `AccountKey`, `SharedAccessKey`, `AuthToken` … */
const SECRET_NAME =
  '[\\w.-]{0,40}(?:password|passwd|passphrase|pwd|secret|accountkey|access[_ ]?key|api[_-]?key|token|signature|credential)[\\w.-]{0,40}';

/** Quoted, braced and plain values; what ends a plain one depends on the kind of string. */
const QUOTED = `"(?:[^"\\\\]|""|\\\\.)*"?|'(?:[^'\\\\]|''|\\\\.)*'?|\\{(?:[^}]|\\}\\})*\\}?`;

function pairs(plain: string): RegExp {
  return new RegExp(`(${SECRET_NAME}\\s*=\\s*)(?:${QUOTED}|${plain})`, 'gi');
}

const BETWEEN_SEMICOLONS = pairs('[^;]*');
const IN_QUERY = pairs('[^&;#\\s)]*');
const BETWEEN_BLANKS = pairs('[^\\s,)&;]*');
const ORACLE = /^(jdbc:oracle:\w+:)?[^\s/@:]+\/(?:"[^"]*"|[^\s@]+)@/i;

/** Removes users and passwords from a connection string of any kind: URL, JDBC, ODBC, ADO.NET, libpq, Oracle, Azure. */
export function cleanConnectionString(text: string): string {
  const withoutUser = text.replace(ORACLE, '$1@');
  const cleaned = withoutUser.includes('@') ? removeUserInfo(withoutUser) : withoutUser;
  if (!cleaned.includes('=')) return cleaned;
  const isUrl = cleaned.includes('?');
  const pattern = isUrl ? IN_QUERY : cleaned.includes(';') ? BETWEEN_SEMICOLONS : BETWEEN_BLANKS;
  return cleaned.replace(pattern, `$1${REDACTED}`);
}

const IN_STATEMENT =
  /(\bidentified\s+(?:with\s+\S+\s+)?(?:by|as)\s+|\bpassword\s*(?:=\s*)?(?:\(\s*)?)(?:'(?:[^'\\]|''|\\.)*'?|"(?:[^"\\]|""|\\.)*"?)/gi;
const REDIS_AUTH = /^(\s*(?:auth|hello\s+\d+\s+auth))\s+(?!\[)\S.*$/i;
const MAY_TELL = /password|identified|secret|token|pwd|auth|:\/\//i;

/** Removes passwords from a statement: those that it sets, those of connections that it opens, and Redis's `AUTH`. */
export function cleanStatement(statement: string): string {
  if (!MAY_TELL.test(statement)) return statement;
  const cleaned = statement.replace(IN_STATEMENT, `$1'${REDACTED}'`).replace(REDIS_AUTH, `$1 ${REDACTED}`);
  return cleanText(cleaned, 'keep');
}

const URL_IN_TEXT = /\b[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\/[^\s"'`<>]+/g;
const PAIR_IN_TEXT = new RegExp(
  `(\\b(?:password|passwd|pwd|sslpassword|accountkey|sharedaccesskey)\\s*=\\s*)(?:${QUOTED}|[^\\s,;&)'"]+)`,
  'gi',
);

/** Returns whether a string has a character that precedes or follows a secret. Most are names of spans: two searches cost more. */
function hasMark(text: string): boolean {
  if (text.length > SHORT) return text.includes('@') || text.includes('=');
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 64 || c === 61) return true;
  }
  return false;
}

const SHORT = 64;

/** Cleans the URLs in a string, and its parts of the form `password=…`: messages of errors and names of spans. */
export function cleanText(text: string, urlQuery: UrlQuery): string {
  if (!hasMark(text)) return text;
  const cleaned = text.includes('://') ? text.replace(URL_IN_TEXT, (url) => cleanUrl(url, urlQuery)) : text;
  return cleaned.includes('=') ? cleaned.replace(PAIR_IN_TEXT, `$1${REDACTED}`) : cleaned;
}
