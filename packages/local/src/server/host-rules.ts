import { isIP, isIPv4 } from 'node:net';

/** The names under which requests reach this server. */
export interface HostRules {
  /** The address or name it listens at. */
  readonly host: string;
  /** More names, without port. */
  readonly allowedHosts: readonly string[];
  /** Origins of web pages that may send OTLP, such as `http://localhost:5173`; `*` is any. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Whether a `Host` header names this server: a loopback name, the name it listens at, or one that was allowed. A server that
 * listens beyond the loopback also accepts any IP address, since only names can be made to point elsewhere.
 */
export function isAllowedHost(
  header: string | undefined,
  { host, allowedHosts }: Pick<HostRules, 'host' | 'allowedHosts'>,
): boolean {
  const name = hostNameOf(header);
  if (name === undefined) return false;
  if (isLoopback(name) || [host, ...allowedHosts].some((allowed) => allowed.toLowerCase() === name)) return true;
  return isIP(name) !== 0 && !isLoopback(host.toLowerCase());
}

/** Whether an `Origin` header is that of the server itself, or absent as from everything but web pages. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase());
}

/** Whether a web page of another origin may send here. */
export function isAllowedOrigin(origin: string, { allowedOrigins }: Pick<HostRules, 'allowedOrigins'>): boolean {
  return allowedOrigins.some((allowed) => allowed === '*' || allowed.toLowerCase() === origin.toLowerCase());
}

/** Whether a name or an address, without port and brackets, means this machine. */
function isLoopback(name: string): boolean {
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIPv4(name) && name.startsWith('127.'))
  );
}

function hostNameOf(header: string | undefined): string | undefined {
  const url = `http://${header}`;
  if (header === undefined || !URL.canParse(url)) return undefined;
  // A dot at the end says that the name is whole.
  return new URL(url).hostname.replace(/^\[|\]$|\.$/g, '');
}
