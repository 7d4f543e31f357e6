import { SERVER_NAME } from './http-listener.ts';

/** Returns a line about the probable owner of a port in use, after an HTTP request. Never rejects. */
export async function describePortOwner(url: string): Promise<string> {
  const server = await askServerName(url);
  if (server === SERVER_NAME) return `Another xray-local answers at ${url}.`;
  const guess = 'the X-Ray daemon, a CloudWatch agent or an ADOT collector';
  return server === undefined
    ? `It could be ${guess}: they listen on this port too.`
    : `Something answers HTTP at ${url}. It could be ${guess}.`;
}

async function askServerName(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MILLIS) });
    await response.body?.cancel();
    return response.headers.get('server') ?? '';
  } catch {
    return undefined;
  }
}

const PROBE_TIMEOUT_MILLIS = 1_000;
