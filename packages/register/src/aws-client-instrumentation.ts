import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { traceAWSClient } from '@otel-xray/aws-client';
import type { Instrumentation } from './options.ts';

/** The class that every client of the AWS SDK v3 extends. */
interface ClientModule {
  readonly Client?: { readonly prototype: { send: Send } };
}

/**
 * Gives each AWS SDK v3 client to `traceAWSClient` at its first call, so that its requests carry `X-Amzn-Trace-Id`. The span of a call is
 * that of
 * `@opentelemetry/instrumentation-aws-sdk`, which suppresses the HTTP span below it, and with that the header.
 * Source: https://opentelemetry.io/docs/specs/otel/compatibility/aws/
 */
class AWSClientInstrumentation extends InstrumentationBase {
  constructor() {
    // It makes no spans itself, so its version appears nowhere.
    super('@otel-xray/aws-client', '', {});
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    const whole = (name: string, versions: string) =>
      new InstrumentationNodeModuleDefinition(name, [versions], patch, unpatch);
    const coreClient = new InstrumentationNodeModuleFile(CORE_CLIENT, ['>=3.24.0'], patch, unpatch);
    return [
      new InstrumentationNodeModuleDefinition('@smithy/core', ['>=3.24.0'], undefined, undefined, [coreClient]),
      whole('@smithy/smithy-client', '>=1.0.3'),
      whole('@aws-sdk/smithy-client', '^3.1.0'),
    ];
  }
}

/**
 * Wraps `send` without the marks of `InstrumentationBase#_wrap`, which removes a marked wrapper of another instrumentation first: of two
 * that wrap `send` only the later one would remain.
 */
function patch(module: ClientModule): ClientModule {
  const { Client } = module;
  if (!Client || originals.has(Client.prototype.send)) return module;
  const { send } = Client.prototype;
  const traced = function (this: object, ...args: unknown[]): unknown {
    traceAWSClient(this);
    return send.apply(this, args);
  };
  originals.set(traced, send);
  Client.prototype.send = traced;
  return module;
}

function unpatch(module: ClientModule | undefined): void {
  const original = module?.Client && originals.get(module.Client.prototype.send);
  if (original) module.Client.prototype.send = original;
}

type Send = (...args: unknown[]) => unknown;

/** Wrapper → the method that it wraps. */
const originals = new WeakMap<Send, Send>();

/** The list with one more that writes the trace header of AWS calls, where the list has one that makes their spans. */
export function withAWSTraceHeader(list: readonly Instrumentation[]): Instrumentation[] {
  const tracesAWS = list.some(({ instrumentationName }) => instrumentationName === AWS_INSTRUMENTATION);
  return tracesAWS ? [...list, new AWSClientInstrumentation()] : [...list];
}

const AWS_INSTRUMENTATION = '@opentelemetry/instrumentation-aws-sdk';

/** Where `Client` is since @smithy/core 3.24; before, it was in packages of its own. */
const CORE_CLIENT = '@smithy/core/dist-cjs/submodules/client/index.js';
