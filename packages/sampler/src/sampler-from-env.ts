import { AWSXRayRemoteSampler } from './aws-xray-remote-sampler.ts';
import { log } from './log.ts';
import type { AWSXRayRemoteSamplerOptions } from './options.ts';

/**
 * The sampler that `OTEL_TRACES_SAMPLER=xray` names, which the SDK does not know; `undefined` for all other names, which are the
 * SDK's own. Never throws because of the environment: a wrong value is left out with a warning.
 * Environment: `OTEL_TRACES_SAMPLER`, and `OTEL_TRACES_SAMPLER_ARG` such as `endpoint=http://127.0.0.1:2000,polling_interval=300`.
 * @param options options without a variable; the environment beats them
 * Source: OpenTelemetry specification, "SDK environment variables", `OTEL_TRACES_SAMPLER`.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 * @throws TypeError if an option is wrong
 * @example new NodeSDK({ sampler: samplerFromEnv({ resource }) ?? new AlwaysOnSampler() })
 */
export function samplerFromEnv(options: AWSXRayRemoteSamplerOptions = {}): AWSXRayRemoteSampler | undefined {
  if (process.env['OTEL_TRACES_SAMPLER']?.trim().toLowerCase() !== 'xray') return undefined;
  return new AWSXRayRemoteSampler({ ...options, ...readArguments(process.env['OTEL_TRACES_SAMPLER_ARG'] ?? '') });
}

function readArguments(text: string): AWSXRayRemoteSamplerOptions {
  const options: AWSXRayRemoteSamplerOptions = {};
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim();
    const value = part.slice(equals + 1).trim();
    if (name === 'endpoint') {
      if (/^https?:\/\//i.test(value) && URL.canParse(value)) options.endpoint = value;
      else warn(name, value, 'an http: or https: URL');
    }
    if (name === 'polling_interval') {
      const seconds = value === '' ? Number.NaN : Number(value);
      if (Number.isFinite(seconds)) options.pollingInterval = seconds;
      else warn(name, value, 'a number of seconds');
    }
  }
  return options;
}

function warn(name: string, value: string, expected: string): void {
  log('warn', `OTEL_TRACES_SAMPLER_ARG: ${name} is "${value}", expected ${expected}; it is left out`);
}
