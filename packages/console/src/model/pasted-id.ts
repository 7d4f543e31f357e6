/** A trace, and perhaps an entity of it, that someone pasted. */
export interface PastedId {
  /** X-Ray's form, lower case. */
  readonly traceId: string;
  readonly entity?: string;
}

/**
 * Reads what people copy from logs and headers: a trace id in X-Ray's or the W3C form, a whole `X-Amzn-Trace-Id` or `traceparent`
 * header with or without its name, `1-…@…` of the X-Ray SDKs' logs, and links to a trace page of this console or of AWS.
 * @returns `undefined` if the text is none of these; then it is a filter expression
 */
export function readPastedId(text: string): PastedId | undefined {
  const pasted = text.trim().replace(/^["'`]|["'`,;]$/g, '');
  const link = /#(?:xray:)?\/?traces\/([^?/#\s]+)(?:\?(\S*))?$/i.exec(pasted);
  if (link) {
    const entity = new URLSearchParams(link[2] ?? '').get('select');
    return withEntity(toXRayForm(link[1] ?? ''), entity ?? undefined);
  }
  const header = pasted.replace(/^(?:x-amzn-trace-id|traceparent|_x_amzn_trace_id|aws-xray-trace-id)\s*[:=]\s*/i, '');
  const parent = W3C_HEADER.exec(header);
  if (parent) return withEntity(toXRayForm(parent[1] ?? ''), parent[2]);
  if (/(?:^|;)\s*root\s*=/i.test(header)) {
    const members = new Map(
      header.split(';').map((member) => {
        const [key = '', value = ''] = member.split('=', 2);
        return [key.trim().toLowerCase(), value.trim()];
      }),
    );
    return withEntity(toXRayForm(members.get('root') ?? ''), members.get('parent'));
  }
  const [id = '', entity] = header.split('@', 2);
  return withEntity(toXRayForm(id), entity);
}

/** `1-8hex-24hex` from either form and case; `undefined` if it is neither. */
export function toXRayForm(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (X_RAY_FORM.test(lower)) return lower;
  return HEX_32.test(lower) && !/^0+$/.test(lower) ? `1-${lower.slice(0, 8)}-${lower.slice(8)}` : undefined;
}

/** The 32 hex digits that OpenTelemetry and logs use. */
export function toW3CForm(traceId: string): string {
  return traceId.replace(/^1-/, '').replace('-', '');
}

/** Epoch seconds that an id carries; random ids carry nonsense. */
export function secondsInId(traceId: string): number {
  return Number.parseInt(traceId.slice(2, 10), 16);
}

function withEntity(traceId: string | undefined, entity: string | undefined): PastedId | undefined {
  if (traceId === undefined) return undefined;
  const id = entity?.toLowerCase();
  return id !== undefined && HEX_16.test(id) && !/^0+$/.test(id) ? { traceId, entity: id } : { traceId };
}

const X_RAY_FORM = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
const HEX_32 = /^[0-9a-f]{32}$/;
const HEX_16 = /^[0-9a-f]{16}$/;
const W3C_HEADER = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/i;
