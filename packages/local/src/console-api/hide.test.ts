import { expect, it } from 'vitest';
import { toHideTest } from './hide.ts';

const root = (url: string | null, userAgent: string | null = null) => ({ name: 'web', url, userAgent });

it.each([
  ['health', 'https://w.test/health', true],
  ['health', 'https://w.test/api/healthz?x=1', true],
  ['health', '/livez/', true],
  ['health', 'https://w.test/health/report', false],
  ['health', 'https://w.test/unhealthy', false],
  ['static', 'https://w.test/app.3f.js?v=2', true],
  ['static', '/logo.PNG', true],
  ['static', 'https://w.test/js', false],
  ['static', 'https://w.test/report.pdf', false],
  ['url:/internal/', 'https://w.test/internal/metrics', true],
  ['url:/internal/', 'https://w.test/x?y=/internal/', false],
  ['service:web', null, true],
  ['service:we', null, false],
  ['url:/', null, false],
] as const)('%s hides %s: %s', (hide, url, expected) => {
  expect(toHideTest([hide])(root(url))).toBe(expected);
});

it.each(['ELB-HealthChecker/2.0', 'kube-probe/1.30', 'Amazon-Route53-Health-Check-Service (ref …)'])(
  'health hides %s',
  (agent) => {
    expect(toHideTest(['health'])(root('https://w.test/', agent))).toBe(true);
  },
);

it('hides nothing when nothing is to be hidden', () => {
  expect(toHideTest([])(root('/health'))).toBe(false);
});
