import type { Finding } from './finding.ts';

/** The outcome of a run over many files. */
export interface Totals {
  readonly files: number;
  readonly changed: number;
  /** Files with findings of severity `manual`. */
  readonly left: number;
  readonly manual: number;
  readonly errors: number;
  /** Rule → findings. */
  readonly rules: Readonly<Record<string, number>>;
}

export function totalsOf(files: number, changed: number, findings: readonly Finding[]): Totals {
  const manual = findings.filter(({ severity }) => severity === 'manual');
  const rules: Record<string, number> = Object.create(null);
  for (const { rule } of findings) rules[rule] = (rules[rule] ?? 0) + 1;
  return {
    files,
    changed,
    manual: manual.length,
    left: new Set(manual.map(({ file }) => file)).size,
    rules,
    errors: findings.filter(({ severity }) => severity === 'error').length,
  };
}

/** Notes on things outside of the code. Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-migration.html */
export const OUTSIDE: readonly string[] = [
  'Environment variables: AWS_XRAY_DAEMON_ADDRESS is read by the exporter; AWS_XRAY_CONTEXT_MISSING, AWS_XRAY_TRACING_NAME (use OTEL_SERVICE_NAME), AWS_XRAY_DEBUG_MODE and AWS_XRAY_LOG_LEVEL (use OTEL_LOG_LEVEL) have no effect any more.',
  'IAM actions: xray:PutTraceSegments where the program sends to the API itself; xray:GetSamplingRules and xray:GetSamplingTargets for central sampling.',
  'Infrastructure: the daemon beside the service may stay; so may its task definition or unit file.',
];
