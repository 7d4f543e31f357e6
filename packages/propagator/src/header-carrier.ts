import { diag, type TextMapGetter, type TextMapSetter } from '@opentelemetry/api';
import { TRACE_HEADER_NAME } from '@otel-xray/format';

/** The trace header of a carrier, its name in any letter case, the first where there are several. Never throws. */
export function readHeader<Carrier>(carrier: Carrier, getter: TextMapGetter<Carrier>): string | undefined {
  if (carrier === null || carrier === undefined) return undefined;
  try {
    const value = getter.get(carrier, TRACE_HEADER_NAME) ?? getUnderOtherName(carrier, getter);
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : undefined;
  } catch {
    return undefined;
  }
}

/** Puts the trace header into a carrier. A carrier that cannot take it, such as a frozen one, stays without. Never throws. */
export function writeHeader<Carrier>(carrier: Carrier, setter: TextMapSetter<Carrier>, header: string): void {
  try {
    setter.set(carrier, TRACE_HEADER_NAME, header);
  } catch (error) {
    diag.debug(`@otel-xray/propagator: the header could not be set: ${String(error)}`);
  }
}

function getUnderOtherName<Carrier>(carrier: Carrier, getter: TextMapGetter<Carrier>): string | string[] | undefined {
  const names = getter.keys(carrier);
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    if (name.length === TRACE_HEADER_NAME.length && isHeaderName(name)) return getter.get(carrier, name);
  }
  return undefined;
}

// Without a string for each name in lower case: requests without the header come here with all their names (npm run bench -- propagation).
function isHeaderName(name: string): boolean {
  for (let i = 0; i < TRACE_HEADER_NAME.length; i++) {
    const code = name.charCodeAt(i);
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    if (lower !== TRACE_HEADER_NAME.charCodeAt(i)) return false;
  }
  return true;
}
