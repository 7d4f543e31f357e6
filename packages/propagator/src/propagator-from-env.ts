import { diag, type TextMapPropagator } from '@opentelemetry/api';
import { AWSXRayLambdaPropagator } from './aws-xray-lambda-propagator.ts';
import { AWSXRayPropagator } from './aws-xray-propagator.ts';
import { composite } from './composite-propagator.ts';

/**
 * The propagator that `OTEL_PROPAGATORS` names, `xray` and `xray-lambda` included, which the SDK does not know.
 * The order stays, repeated names count once, `none` is none; a name that nobody supplies is warned about and left out. Never throws.
 * Environment: `OTEL_PROPAGATORS`, default `tracecontext,baggage`, read at the call.
 * @param others makes the propagators that are not ours, by name
 * Source: OpenTelemetry specification, "General SDK configuration", `OTEL_PROPAGATORS`.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 * @example propagatorFromEnv({ tracecontext: () => new W3CTraceContextPropagator(), baggage: () => new W3CBaggagePropagator() })
 */
export function propagatorFromEnv(others: Readonly<Record<string, () => TextMapPropagator>> = {}): TextMapPropagator {
  const names = namesFromEnv();
  const makers = new Map<string, () => TextMapPropagator>([
    ['xray', () => new AWSXRayPropagator()],
    ['xray-lambda', () => new AWSXRayLambdaPropagator()],
    ...Object.entries(others),
  ]);
  return composite(
    names.flatMap((name) => {
      const make = makers.get(name);
      if (make) return [make()];
      warn(`no propagator is known by the name "${name}"; it is left out`);
      return [];
    }),
  );
}

function namesFromEnv(): string[] {
  const text = globalThis.process?.env?.['OTEL_PROPAGATORS'] ?? '';
  const names = new Set(text.split(',').map((name) => name.trim().toLowerCase()));
  names.delete('');
  if (names.size === 0) return ['tracecontext', 'baggage'];
  if (names.has('none')) return [];
  // The second would find the first's parent and never look at the invocation.
  if (names.has('xray') && names.has('xray-lambda')) {
    warn('"xray-lambda" does what "xray" does, and both together do less; "xray" is left out');
    names.delete('xray');
  }
  return [...names];
}

function warn(message: string): void {
  diag.warn(`@otel-xray/propagator: OTEL_PROPAGATORS: ${message}`);
}
