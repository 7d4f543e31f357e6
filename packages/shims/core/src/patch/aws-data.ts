import { readFileSync } from 'node:fs';
import { getLogger } from '../ground/logger.ts';
import { DEFAULT_PARAMETERS } from './recorded-parameters.ts';

/** Which members of requests and responses are recorded, by service and operation. The form is the SDK's file format. */
export interface RecordedParameters {
  readonly services: Record<string, { readonly operations: Record<string, RecordedOperation> }>;
}

/** Members of one operation that are recorded. */
export interface RecordedOperation {
  readonly request_parameters?: readonly string[];
  readonly response_parameters?: readonly string[];
  readonly request_descriptors?: Readonly<Record<string, Descriptor>>;
  readonly response_descriptors?: Readonly<Record<string, Descriptor>>;
}

/** How a member is recorded: the length of a list, the keys of a map, or as it is. */
interface Descriptor {
  readonly list?: boolean;
  readonly get_count?: boolean;
  readonly map?: boolean;
  readonly get_keys?: boolean;
  readonly rename_to?: string;
}

let services: RecordedParameters['services'] = { ...DEFAULT_PARAMETERS.services };

/**
 * Replaces the list of recorded parameters.
 * @param source the path of a JSON file, or its content
 * @throws Error for another type, or a document without `services`
 */
export function setAWSWhitelist(source: string | object): void {
  services = { ...read(source) };
}

/**
 * Adds services to the list of recorded parameters.
 * @throws Error for another type, or a document without `services`
 */
export function appendAWSWhitelist(source: string | object): void {
  services = { ...services, ...read(source) };
}

function read(source: unknown): RecordedParameters['services'] {
  if (!source || source instanceof String || (typeof source !== 'string' && !(source instanceof Object)))
    throw new Error('Please specify a path to the local whitelist file, or supply a whitelist source object.');
  const document = typeof source === 'string' ? JSON.parse(readFileSync(source, 'utf8')) : source;
  if (document.services === undefined) throw new Error('Document formatting is incorrect. Expecting "services" param.');
  return document.services;
}

/** A finished call, in the terms of AWS SDK v2. */
export interface AWSResult {
  readonly requestId?: string | undefined;
  readonly extendedRequestId?: string | undefined;
  readonly retryCount?: number | undefined;
  readonly data?: unknown;
  readonly request: {
    readonly operation: string;
    readonly params?: unknown;
    readonly httpRequest?: { readonly region?: string };
  };
}

/** Returns the `aws` block of a call. */
export function awsData(result: AWSResult, serviceName: string): Record<string, unknown> {
  const { requestId, extendedRequestId, retryCount, request } = result;
  const { operation, httpRequest } = request;
  return {
    operation: operation ? operation.charAt(0).toUpperCase() + operation.slice(1) : '',
    ...(httpRequest?.region && { region: httpRequest.region }),
    ...(requestId && { request_id: requestId }),
    retries: retryCount || 0,
    ...(extendedRequestId && serviceName.toLowerCase() === 's3' && { id_2: extendedRequestId }),
    ...recorded(serviceName.toLowerCase(), result),
  };
}

function recorded(service: string, { request, data }: AWSResult): Record<string, unknown> {
  const operation = services[service]?.operations[request.operation];
  if (operation === undefined) {
    getLogger().debug(
      `Call "${service}.${request.operation}" is not whitelisted for additional data capturing. Ignoring.`,
    );
    return {};
  }
  const { request_parameters, request_descriptors, response_parameters, response_descriptors } = operation;
  return {
    ...parameters(request_parameters, request.params),
    ...described(request_descriptors, request.params),
    ...parameters(response_parameters, data),
    ...described(response_descriptors, data),
  };
}

function parameters(names: readonly string[] = [], given: unknown): Record<string, unknown> {
  const values = (given ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    names.filter((name) => values[name] !== undefined).map((name) => [snakeCase(name), values[name]]),
  );
}

function described(descriptors: RecordedOperation['request_descriptors'] = {}, given: unknown) {
  const values = (given ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(descriptors)
      .filter(([name]) => values[name] !== undefined)
      .map(([name, descriptor]) => [descriptor.rename_to ?? snakeCase(name), describe(descriptor, values[name])]),
  );
}

function describe({ list, get_count, get_keys }: Descriptor, value: unknown): unknown {
  if (list && get_count) return Array.isArray(value) ? value.length : 0;
  return get_keys ? Object.keys(value as object) : value;
}

function snakeCase(name: string): string {
  return name === 'IPAddress'
    ? 'ip_address'
    : name
        .split(/(?=[A-Z])/)
        .join('_')
        .toLowerCase();
}
