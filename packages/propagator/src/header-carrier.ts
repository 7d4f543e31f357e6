import { diag, type TextMapGetter, type TextMapSetter } from '@opentelemetry/api';
import { TRACE_HEADER_NAME } from '@otel-xray/format';
import { isPlainGetter } from './plain-getter.ts';

/** The trace header of a carrier, its name in any letter case, the first where there are several. Never throws. */
export function readHeader<Carrier>(carrier: Carrier, getter: TextMapGetter<Carrier>): string | undefined {
  if (carrier === null || carrier === undefined) return undefined;
  try {
    const value = readCarrier(carrier, getter);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  } catch {
    return undefined;
  }
}

function readCarrier<Carrier>(carrier: Carrier, getter: TextMapGetter<Carrier>): unknown {
  const value: unknown = getter.get(carrier, TRACE_HEADER_NAME);
  if (value !== undefined) return value;
  const name =
    isPlain(carrier) && isPlainGetter(getter) ? findOwnName(carrier) : getter.keys(carrier).find(isHeaderName);
  return name === undefined ? undefined : getter.get(carrier, name);
}

// Most requests have no trace header, and all their names have to be compared. Listing them through the getter is three times slower
// (npm run bench -- propagation), so it is omitted where it has no other effect.
function findOwnName(carrier: object): string | undefined {
  for (const name in carrier) {
    if (isHeaderName(name)) return name;
  }
  return undefined;
}

function isPlain(carrier: unknown): carrier is object {
  if (typeof carrier !== 'object' || carrier === null) return false;
  const prototype: unknown = Object.getPrototypeOf(carrier);
  return prototype === Object.prototype || prototype === null;
}

/** Puts the trace header into a carrier. A carrier that cannot take it, such as a frozen one, stays without. Never throws. */
export function writeHeader<Carrier>(carrier: Carrier, setter: TextMapSetter<Carrier>, header: string): void {
  try {
    setter.set(carrier, TRACE_HEADER_NAME, header);
  } catch (error) {
    diag.debug(`@otel-xray/propagator: the header could not be set: ${String(error)}`);
  }
}

// Without a copy of each name in lower case. No other common header of this length ends as ours does.
function isHeaderName(name: string): boolean {
  const { length } = TRACE_HEADER_NAME;
  if (name.length !== length || toLower(name.charCodeAt(length - 1)) !== LAST_CODE) return false;
  for (let i = 0; i < length; i++) {
    if (toLower(name.charCodeAt(i)) !== TRACE_HEADER_NAME.charCodeAt(i)) return false;
  }
  return true;
}

const LAST_CODE = TRACE_HEADER_NAME.charCodeAt(TRACE_HEADER_NAME.length - 1);

function toLower(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
