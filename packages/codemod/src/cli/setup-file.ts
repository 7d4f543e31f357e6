import type { Finding } from '../report/finding.ts';

/** How the set-up file is written. */
export type SetupForm = 'cjs' | 'esm' | 'lambda';

/** The instrumentation of each part that was captured. */
const INSTRUMENTATIONS: Readonly<Record<string, readonly [name: string, from: string]>> = {
  'aws-sdk': ['AwsInstrumentation', '@opentelemetry/instrumentation-aws-sdk'],
  http: ['HttpInstrumentation', '@opentelemetry/instrumentation-http'],
  express: ['ExpressInstrumentation', '@opentelemetry/instrumentation-express'],
  restify: ['RestifyInstrumentation', '@opentelemetry/instrumentation-restify'],
  undici: ['UndiciInstrumentation', '@opentelemetry/instrumentation-undici'],
  pg: ['PgInstrumentation', '@opentelemetry/instrumentation-pg'],
  mysql: ['MySQLInstrumentation', '@opentelemetry/instrumentation-mysql'],
  mysql2: ['MySQL2Instrumentation', '@opentelemetry/instrumentation-mysql2'],
};

/** Returns the set-up that the findings need. */
export interface Setup {
  readonly code: string;
  /** The packages that it imports. */
  readonly packages: readonly string[];
}

/** Writes the file that starts tracing: the instrumentations of what was captured, the name of the service and the daemon's address. */
export function setupFile(findings: readonly Finding[], form: SetupForm): Setup {
  const facts = findings.filter(({ severity }) => severity === 'setup');
  const said = facts.map(({ why, todo }) => `${why} ${todo}`).join('\n');
  const used = Object.entries(INSTRUMENTATIONS).filter(([name]) => new RegExp(`\\b${name}(?![\\w-])`).test(said));
  const names = used.map(([, [name]]) => name);
  const from = (name: string, module: string): string =>
    form === 'cjs' ? `const { ${name} } = require('${module}');` : `import { ${name} } from '${module}';`;
  const options: string[] = [`  instrumentations: [${names.map((name) => `new ${name}()`).join(', ')}],`];
  const service = firstMatch(facts, /The service is named (.+)\./);
  if (service) options.push(`  serviceName: '${service.replaceAll("'", "\\'")}',`);
  const daemon = firstMatch(facts, /The daemon's address is (.+)\./);
  if (daemon) options.push(`  daemonAddress: '${daemon.replaceAll("'", "\\'")}',`);
  const notes = facts
    .filter(({ construct }) => !/^(?:capture|express\.|setDaemonAddress)/.test(construct))
    .map(({ file, line, why, todo }) => `// ${file}:${line}: ${why} ${todo}`);
  const load = form === 'cjs' ? '--require ./tracing.cjs' : '--import ./tracing.mjs';
  const code = [
    `// Starts tracing. Load it before everything else: node ${load} app.js`,
    ...notes,
    from('registerXRay', '@otel-xray/register'),
    ...used.map(([, [name, module]]) => from(name, module)),
    '',
    'registerXRay({',
    ...options,
    '});',
    '',
  ].join('\n');
  return { code, packages: ['@otel-xray/register', ...used.map(([, [, module]]) => module)] };
}

function firstMatch(facts: readonly Finding[], pattern: RegExp): string | undefined {
  for (const { why } of facts) {
    const found = pattern.exec(why)?.[1];
    if (found) return found;
  }
  return undefined;
}
