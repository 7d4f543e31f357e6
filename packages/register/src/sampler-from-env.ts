import { AlwaysOffSampler, AlwaysOnSampler, type Sampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { LocalRulesSampler } from '@otel-xray/sampler';
import { logger } from './logger.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Creates the sampler that `OTEL_TRACES_SAMPLER` names, or the default of OpenTelemetry. The parent-based ones also decide for callers that
 * have left the decision open, as a load balancer does. A wrong name or argument is logged and not used.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
 */
export function samplerFromEnvironment(env: Environment): Sampler {
  const name = env['OTEL_TRACES_SAMPLER']?.trim() || DEFAULT_NAME;
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratioOf(env));
    case 'parentbased_always_off':
      return parentBased(0);
    case 'parentbased_traceidratio':
      return parentBased(ratioOf(env));
    case DEFAULT_NAME:
      return parentBased(1);
    default:
      logger().error(`OTEL_TRACES_SAMPLER is "${name}", which is no sampler: ${DEFAULT_NAME} is used`);
      return parentBased(1);
  }
}

const DEFAULT_NAME = 'parentbased_always_on';

function parentBased(rate: number): Sampler {
  return new LocalRulesSampler({ version: 2, default: { fixed_target: 0, rate } });
}

function ratioOf(env: Environment): number {
  const text = env['OTEL_TRACES_SAMPLER_ARG']?.trim();
  const ratio = text ? Number(text) : Number.NaN;
  if (ratio >= 0 && ratio <= 1) return ratio;
  logger().error(`OTEL_TRACES_SAMPLER_ARG is ${text ? `"${text}"` : 'not set'}, not a number from 0 to 1: 1 is used`);
  return 1;
}
