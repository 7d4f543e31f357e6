import { wrongOption } from '@otel-xray/runtime/options';

/** How a handler is wrapped; all keys are optional. */
export interface WrapHandlerOptions {
  /**
   * Whether the function's sampler decides about an invocation whose own header says `Sampled=0`. The header is the same if X-Ray is off
   * for the function and if the caller decided not to sample. Default `false`, which follows the caller's decision.
   */
  ignoreUnsampled?: boolean;
  /**
   * Whether the payloads of Kinesis records and of EventBridge's `detail`, each up to 64 kB, are searched for members named like trace
   * headers, to link their senders. Default `false`, since they are the user's.
   */
  payloadLinks?: boolean;
  /**
   * Whether the function runs outside of AWS Lambda, on a laptop or in a test. An invocation without a usable trace header then gets a
   * made-up one, so that Local X-Ray shows it as Lambda would. Default `true` with `AWS_SAM_LOCAL=true` or `IS_OFFLINE` in a process
   * that has `AWS_LAMBDA_FUNCTION_NAME`, else `false`.
   */
  local?: boolean;
  /** Milliseconds before the time limit at which the spans that have ended are sent, in case Lambda stops the function. Default 500. */
  deadlineMarginMillis?: number;
  /** Milliseconds that sending may take before the answer is given; never more than the invocation has left. Default 2,000. */
  flushTimeoutMillis?: number;
}

/**
 * Given, else default.
 * @throws TypeError that names the option, its value and what was expected
 */
export function resolveOptions(given: WrapHandlerOptions = {}): Required<WrapHandlerOptions> {
  return {
    ignoreUnsampled: flag(given, 'ignoreUnsampled'),
    payloadLinks: flag(given, 'payloadLinks'),
    local: flag(given, 'local', isLocal(process.env)),
    deadlineMarginMillis: millis(given, 'deadlineMarginMillis', 500),
    flushTimeoutMillis: millis(given, 'flushTimeoutMillis', 2_000),
  };
}

/** Whether SAM or serverless-offline runs the function. */
function isLocal(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env['AWS_LAMBDA_FUNCTION_NAME'] && (env['AWS_SAM_LOCAL'] === 'true' || env['IS_OFFLINE']));
}

function flag(
  given: WrapHandlerOptions,
  name: 'ignoreUnsampled' | 'payloadLinks' | 'local',
  fallback: boolean = false,
): boolean {
  const { [name]: value = fallback } = given;
  if (typeof value !== 'boolean') throw wrongOption(name, value, 'true or false');
  return value;
}

function millis(given: WrapHandlerOptions, name: 'deadlineMarginMillis' | 'flushTimeoutMillis', or: number): number {
  const value = given[name];
  if (value === undefined) return or;
  if (typeof value !== 'number' || !(value >= 0 && value <= MAX_LAMBDA_MILLIS))
    throw wrongOption(name, value, `milliseconds from 0 to ${MAX_LAMBDA_MILLIS}`);
  return value;
}

/** The longest time limit of a function, 15 minutes. Source: AWS Lambda developer guide, "Lambda quotas". */
const MAX_LAMBDA_MILLIS = 900_000;
