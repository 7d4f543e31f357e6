import type { ServiceNode } from '../trace/service-node.ts';
import type { MinuteCounts } from './fault-minutes.ts';
import type { Insight, InsightEvent } from './insights.ts';

/** One sentence or two about an insight. */
export function describeInsight({ rootCause, cause, expected, client, services }: Insight): string {
  const others = services.length - (services.some((node) => node === rootCause) ? 1 : 0);
  const affected = others > 0 ? ` ${others} other ${others === 1 ? 'service is' : 'services are'} affected.` : '';
  return (
    `${percent(cause)} of ${requests(cause)} to ${nameOf(rootCause)} failed; the forecast was at most ${rounded(expected)}.` +
    `${ofClients(client)}${affected}`
  );
}

/** One sentence or two about an event. */
export function describeEvent({ kind, cause, client }: InsightEvent, rootCause: ServiceNode): string {
  if (kind === 'closed') return `The share of faults at ${nameOf(rootCause)} is within its forecast again.`;
  const verb = kind === 'opened' ? 'began to fail' : 'changed';
  const subject = kind === 'opened' ? nameOf(rootCause) : `The impact of ${nameOf(rootCause)}`;
  return `${subject} ${verb}: ${percent(cause)} of ${requests(cause)} failed in this minute.${ofClients(client)}`;
}

function ofClients(client: MinuteCounts): string {
  return client.total === 0 ? '' : ` Clients saw ${percent(client)} of their requests fail.`;
}

function nameOf({ name, type }: ServiceNode): string {
  return type === undefined ? name : `${name} (${type})`;
}

function requests({ total }: MinuteCounts): string {
  return total === 1 ? '1 request' : `${total} requests`;
}

function percent({ fault, total }: MinuteCounts): string {
  return rounded(total === 0 ? 0 : fault / total);
}

function rounded(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
