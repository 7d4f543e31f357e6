import type { Hide } from '@otel-xray/console/contract';

/** The part of a trace that noise control reads: its root. */
export interface RootOfTrace {
  readonly name: string | null;
  readonly url: string | null;
  readonly userAgent: string | null;
}

/** Whether a trace is not to be seen. */
export function toHideTest(hide: readonly Hide[]): (root: RootOfTrace) => boolean {
  const tests = hide.map(toTest);
  return (root) => tests.some((test) => test(root));
}

function toTest(hide: Hide): (root: RootOfTrace) => boolean {
  if (hide === 'health') return isHealthCheck;
  if (hide === 'static') return ({ url }) => STATIC.test(pathOf(url));
  if (hide.startsWith('service:')) return ({ name }) => name === hide.slice('service:'.length);
  return ({ url }) => pathOf(url).startsWith(hide.slice('url:'.length));
}

function isHealthCheck({ url, userAgent }: RootOfTrace): boolean {
  return HEALTH.test(pathOf(url)) || PROBE.test(userAgent ?? '');
}

function pathOf(url: string | null): string {
  if (url === null) return '';
  if (URL.canParse(url)) return new URL(url).pathname;
  return url.replace(/[?#][\s\S]*$/, '');
}

const STATIC = /\.(?:css|m?js|map|png|jpe?g|gif|svg|ico|webp|woff2?|ttf)$/i;
const HEALTH = /\/(?:health|healthz|health-check|healthcheck|ready|readyz|readiness|live|livez|liveness|ping)\/?$/i;
const PROBE = /^(?:ELB-HealthChecker|kube-probe|Amazon-Route53-Health-Check-Service)/;
