import type { HostAndPort } from '@otel-xray/format';
import type { Finding } from './doctor-finding.ts';

const EVERY_MILLIS = 200;

/** Requests a trace from the daemon's TCP port, which signs and forwards every call, until it is there or the time is over. */
export async function readBack({ host, port }: HostAndPort, traceId: string, millis: number): Promise<Finding> {
  const id = `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/Traces`;
  const end = performance.now() + millis;
  do {
    const answer = await ask(url, id, Math.max(Math.ceil(end - performance.now()), 1));
    if (answer === 'there') return { kind: 'ok', text: 'the test trace was read back' };
    if (answer !== 'not yet') {
      return {
        kind: 'note',
        text: `the test trace could not be read back (${answer}): this needs xray:BatchGetTraces`,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MILLIS));
  } while (performance.now() < end);
  return { kind: 'note', text: 'the test trace cannot be read yet: X-Ray may take some seconds more' };
}

async function ask(url: string, id: string, millis: number): Promise<string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ TraceIds: [id] }),
      signal: AbortSignal.timeout(millis),
    });
    if (!response.ok) return `HTTP ${response.status}`;
    const { Traces = [] } = (await response.json()) as { Traces?: readonly unknown[] };
    return Traces.length > 0 ? 'there' : 'not yet';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
