import { statusAsCollector } from '../collector/http.ts';
import type { Entity, Translation } from '../entity/translation.ts';
import type { SpanLike } from '../ground/readable-span.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import {
  ERROR_TYPE,
  EXCEPTION_TYPE,
  HTTP,
  RPC,
  RPC_CONNECT_ERROR_CODE,
  RPC_GRPC_STATUS_CODE,
  RPC_RESPONSE_STATUS_CODE,
  type Slot,
} from '../read/semconv.ts';
import { type Encoded, encoded } from '../write/json-writer.ts';
import { httpStatus } from './http.ts';
import { type GivenFlags, givenFlags, speaksForDocument } from './round-trip.ts';

/** `StatusCode.ERROR` of the OpenTelemetry API. */
const STATUS_ERROR = 2;

export function isErrorStatus(span: SpanLike): boolean {
  return span.status?.code === STATUS_ERROR;
}

/**
 * Writes `fault`, `error` and `throttle`, which stand in every document.
 * @returns whether one of them is set
 */
export function writeFlags(t: Translation, e: Entity): boolean {
  const found = flagsOf(t, e);
  const flags = speaksForDocument(t) ? withGiven(found, givenFlags(t)) : found;
  t.writer.members(flags.members);
  return flags !== FINE;
}

interface Flags {
  readonly fault: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
  /** The three members, encoded: there are few ways they can stand. */
  readonly members: Encoded;
}

function encode(fault: boolean, error: boolean, throttle: boolean): Flags {
  const members = encoded(new TextEncoder().encode(`"fault":${fault},"error":${error},"throttle":${throttle},`));
  return { fault, error, throttle, members };
}

const FINE: Flags = encode(false, false, false);
const FAULT: Flags = encode(true, false, false);
const ERROR: Flags = encode(false, true, false);
const THROTTLE: Flags = encode(false, true, true);
const THROTTLE_BY_FAULT: Flags = encode(true, false, true);

/** The flags that the span names itself come before those that the rules find. */
function withGiven(found: Flags, { fault, error, throttle }: GivenFlags): Flags {
  const flags = [fault ?? found.fault, error ?? found.error, throttle ?? found.throttle] as const;
  return flags.includes(true) ? encode(...flags) : FINE;
}

/**
 * HTTP status first, then the status of the call, then the type of error, then the span's own status. AWS throttles with 400, 429 and 503
 * alike, so a throttling error of AWS counts beside the status.
 */
function flagsOf(t: Translation, e: Entity): Flags {
  const { attributes: a } = t;
  const status = (a.groups & HTTP) === 0 ? 0 : t.options.rules.currentNames ? httpStatus(a) : statusAsCollector(a);
  if (status === 429) return THROTTLE;
  const isThrottled = t.options.rules.rpcFlags && e.isAwsCall && isThrottling(a, e.node.span);
  if (status >= 400 && status <= 499) return isThrottled ? THROTTLE : ERROR;
  if (status >= 500 && status <= 599) return isThrottled ? THROTTLE_BY_FAULT : FAULT;
  if (t.options.rules.rpcFlags) {
    const ofCall = (a.groups & RPC) === 0 ? undefined : grpcFlags(a);
    if (ofCall !== undefined) return ofCall;
    if (isThrottled) return THROTTLE;
  }
  return isErrorStatus(e.node.span) ? FAULT : FINE;
}

// Codes of gRPC that blame the caller (https://grpc.io/docs/guides/status-codes/), by number and by name.
const CALLER_CODES: ReadonlySet<string> = new Set([
  '1',
  '3',
  '5',
  '6',
  '7',
  '9',
  '10',
  '11',
  '16',
  'cancelled',
  'canceled',
  'invalid_argument',
  'not_found',
  'already_exists',
  'permission_denied',
  'failed_precondition',
  'aborted',
  'out_of_range',
  'unauthenticated',
]);

const CALL_CODES: readonly Slot[] = [RPC_RESPONSE_STATUS_CODE, RPC_GRPC_STATUS_CODE, RPC_CONNECT_ERROR_CODE];

function grpcFlags(a: AttributeReader): Flags | undefined {
  let code = '';
  for (const slot of CALL_CODES) {
    if (!a.has(slot) || a.value(slot) === '') continue;
    code = String(a.value(slot)).toLowerCase();
    break;
  }
  if (code === '' || code === '0' || code === 'ok') return undefined;
  if (code === '8' || code === 'resource_exhausted') return THROTTLE;
  return CALLER_CODES.has(code) ? ERROR : FAULT;
}

// Error codes by which AWS services say «slow down» (AWS SDK retry behaviour, throttling errors).
const THROTTLING_TYPES: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'SlowDown',
  'TooManyRequests',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

const ERROR_CODES: readonly Slot[] = [ERROR_TYPE, EXCEPTION_TYPE, RPC_RESPONSE_STATUS_CODE];

function isThrottling(a: AttributeReader, span: SpanLike): boolean {
  for (const slot of ERROR_CODES) if (a.has(slot) && isThrottlingCode(a.text(slot))) return true;
  if (!Array.isArray(span.events) || span.events.length === 0) return false;
  return span.events.some(({ attributes }) => isThrottlingCode(attributes?.['exception.type']));
}

/** Whether an error code, with or without the name of its service in front, is one of these or says so in its name. */
function isThrottlingCode(code: unknown): boolean {
  if (typeof code !== 'string' || code === '') return false;
  return THROTTLING_TYPES.has(code.slice(code.lastIndexOf('#') + 1)) || /throttl/i.test(code);
}
