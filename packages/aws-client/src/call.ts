import type { Attributes } from '@opentelemetry/api';
import { resourceAttributes } from './call-attributes.ts';
import type { ClientConfig, HandlerArgs, HandlerContext, Input } from './client.ts';
import { quietly } from './quietly.ts';

/** One call of a service. */
export interface Call {
  /** Without blanks: `DynamoDB`, `SecretsManager`. */
  readonly service: string;
  /** `GetItem`. */
  readonly operation: string;
  readonly input: Input;
}

/** Names a call by its client and command. */
export function readCall(config: ClientConfig | undefined, context: HandlerContext, args: HandlerArgs): Call {
  const service = config?.serviceId ?? withoutSuffix(context.clientName ?? 'AWS', 'Client');
  const command = context.commandName ?? args.constructor.name;
  return {
    service: service.replaceAll(/\s+/g, ''),
    operation: withoutSuffix(command, 'Command'),
    input: args.input ?? {},
  };
}

/** `DynamoDB.GetItem`. */
export function spanName({ service, operation }: Call): string {
  return `${service}.${operation}`;
}

/**
 * Attributes of a call's span, in the names of `@opentelemetry/instrumentation-aws-sdk`.
 * Source: https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/
 */
export function callAttributes(call: Call): Attributes {
  return {
    'rpc.system': 'aws-api',
    'rpc.service': call.service,
    'rpc.method': call.operation,
    ...quietly(() => resourceAttributes(call)),
  };
}

function withoutSuffix(name: string, suffix: string): string {
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
