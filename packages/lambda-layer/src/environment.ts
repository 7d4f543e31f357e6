import type { WrapHandlerOptions } from '@otel-xray/lambda';
import type { RegisterOptions } from '@otel-xray/register';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns whether nothing shall be traced: `OTEL_SDK_DISABLED=true`, or `AWS_XRAY_SDK_ENABLED=false` as in the X-Ray SDKs. */
export function isSwitchedOff(env: Environment): boolean {
  return env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['AWS_XRAY_SDK_ENABLED']?.toLowerCase() === 'false';
}

/** Reads the options of the span processor. Environment: `OTEL_XRAY_INDEXED_ATTRIBUTES`, names separated by commas. */
export function processorOptions(env: Environment): Pick<RegisterOptions, 'indexedAttributes'> {
  const names = (env['OTEL_XRAY_INDEXED_ATTRIBUTES'] ?? '').split(',').map((name) => name.trim());
  const indexedAttributes = names.filter((name) => name !== '');
  return indexedAttributes.length > 0 ? { indexedAttributes } : {};
}

/**
 * Reads the options of the handler's wrapper. A wrong value is reported and left out.
 * Environment: `OTEL_XRAY_IGNORE_UNSAMPLED`, `true` or `false`; `OTEL_XRAY_FLUSH_TIMEOUT`, milliseconds from 0 to 900,000.
 */
export function handlerOptions(env: Environment, report: (message: string) => void): WrapHandlerOptions {
  const { OTEL_XRAY_IGNORE_UNSAMPLED: ignore, OTEL_XRAY_FLUSH_TIMEOUT: timeout } = env;
  const options: WrapHandlerOptions = {};
  if (ignore) {
    if (/^(true|false)$/i.test(ignore)) options.ignoreUnsampled = ignore.toLowerCase() === 'true';
    else report(`OTEL_XRAY_IGNORE_UNSAMPLED is "${ignore}", expected true or false: the default is used`);
  }
  if (timeout) {
    const millis = Number(timeout);
    if (millis >= 0 && millis <= 900_000) options.flushTimeoutMillis = millis;
    else report(`OTEL_XRAY_FLUSH_TIMEOUT is "${timeout}", expected milliseconds from 0 to 900000: the default is used`);
  }
  return options;
}
