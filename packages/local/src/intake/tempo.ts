import { isObject, type JsonObject } from '../ground/json.ts';

/**
 * The OTLP request in a value: the request itself, or a trace as Tempo's API answers it, where resource spans are `batches`, scope spans
 * may have their name of before OTLP 1.0, and ids are base64. Source: https://grafana.com/docs/tempo/latest/api_docs/#query
 */
export function otlpRequest(value: JsonObject): JsonObject | undefined {
  if (isObject(value['trace'])) return otlpRequest(value['trace']);
  const spans = Array.isArray(value['resourceSpans']) ? value['resourceSpans'] : value['batches'];
  if (!Array.isArray(spans)) return undefined;
  return { resourceSpans: spans.map(withCurrentNames) };
}

function withCurrentNames(resourceSpans: unknown): unknown {
  if (!isObject(resourceSpans)) return resourceSpans;
  const { instrumentationLibrarySpans, scopeSpans = instrumentationLibrarySpans, ...others } = resourceSpans;
  return { ...others, ...(Array.isArray(scopeSpans) && { scopeSpans: scopeSpans.map(withHexIds) }) };
}

function withHexIds(scopeSpans: unknown): unknown {
  if (!isObject(scopeSpans)) return scopeSpans;
  const { spans } = scopeSpans;
  return Array.isArray(spans) ? { ...scopeSpans, spans: spans.map(withHexIdsOf) } : scopeSpans;
}

function withHexIdsOf(span: unknown): unknown {
  if (!isObject(span)) return span;
  const { links } = span;
  return {
    ...span,
    ...hexIds(span),
    ...(Array.isArray(links) && { links: links.map((link) => (isObject(link) ? { ...link, ...hexIds(link) } : link)) }),
  };
}

function hexIds(holder: JsonObject): JsonObject {
  const ids: Record<string, string> = {};
  for (const [name, bytes] of IDS) {
    const id = holder[name];
    if (typeof id !== 'string' || id === '' || new RegExp(`^[0-9a-fA-F]{${bytes * 2}}$`).test(id)) continue;
    const decoded = Buffer.from(id, 'base64');
    if (decoded.length === bytes) ids[name] = decoded.toString('hex');
  }
  return ids;
}

const IDS = [
  ['traceId', 16],
  ['spanId', 8],
  ['parentSpanId', 8],
] as const;
