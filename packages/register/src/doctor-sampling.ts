import { type AppliedRule, AWSXRayRemoteSampler, type ExplainedRule } from '@otel-xray/sampler';
import { samplingEndpoint } from './auto-sampler.ts';
import { checkOptions } from './options.ts';
import { toResource } from './resolve.ts';

/** A request to look at; what is left out, a rule has to match by `*` alone, but for the path, which is `/` then. */
export interface AskedRequest {
  readonly method: string | undefined;
  readonly host: string | undefined;
  readonly path: string | undefined;
}

/**
 * Reports the live sampling rules in their order, and the rule that a request meets. Never throws.
 * @returns whether rules were there
 */
export async function explainSampling(
  asked: AskedRequest,
  env: NodeJS.ProcessEnv,
  write: (line: string) => void,
): Promise<boolean> {
  const endpoint = samplingEndpoint(undefined, env);
  const resource = toResource(checkOptions({}), env, process.argv[1]);
  let reason = 'no answer';
  const sampler = new AWSXRayRemoteSampler({
    endpoint,
    ...(resource && { resource }),
    onUnavailable: (message) => {
      reason = message;
    },
  });
  try {
    if (!(await sampler.ready())) {
      write(`No sampling rules received from ${endpoint}: ${reason}`);
      write('cure: start the daemon, or Local X-Ray with "npx @otel-xray/local", or set AWS_XRAY_DAEMON_ADDRESS');
      return false;
    }
    await resource?.waitForAsyncAttributes?.();
    const { rules, applied, reason: why } = sampler.explain(attributesOf(asked));
    write(`Sampling rules of ${endpoint}, in their order, for ${textOf(asked)}`);
    for (const rule of rules) write(textOfRule(rule));
    write(
      applied === undefined
        ? `None is applied: ${why}; one request a second and 5 % of the others are sampled`
        : textOfApplied(applied),
    );
    return true;
  } finally {
    await sampler.shutdown();
  }
}

function attributesOf({ method, host, path }: AskedRequest): Record<string, string> {
  return {
    ...(method !== undefined && { 'http.request.method': method }),
    ...(host !== undefined && { 'server.address': host }),
    ...(path !== undefined && { 'url.path': path }),
  };
}

function textOf({ method = 'any method', host = 'any host', path = '/' }: AskedRequest): string {
  return `${method} ${host} ${path}`;
}

const MARKS: Readonly<Record<ExplainedRule['outcome'], string>> = { applied: '->', shadowed: '  ', mismatch: '  ' };

function textOfRule(rule: ExplainedRule): string {
  const { ruleName, priority, outcome } = rule;
  return `${MARKS[outcome]} ${String(priority).padStart(5)}  ${ruleName}: ${textOfOutcome(rule)}`;
}

function textOfOutcome({ outcome, failed }: ExplainedRule): string {
  if (failed !== undefined) {
    const { field, value, pattern } = failed;
    return `${field} is ${value === undefined ? 'absent' : `"${value}"`}, not "${pattern}"`;
  }
  return outcome === 'applied' ? 'is applied' : 'matches, but is later';
}

function textOfApplied({ ruleName, rate, rateOf, reservoir }: AppliedRule): string {
  const { kind, perSecond } = reservoir;
  const of = kind === 'borrow' ? 'borrowed until the first quota' : kind;
  return `${ruleName} samples ${perSecond} a second (${of}) and ${Number((100 * rate).toFixed(4))} % of the others (rate of the ${rateOf})`;
}
