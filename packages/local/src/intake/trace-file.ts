import { MAX_DOCUMENT_BYTES } from '@otel-xray/format';
import { splitDocument } from '@otel-xray/translator';
import { isObject, type JsonObject } from '../ground/json.ts';

/** What a file with traces holds. */
export interface TraceFile {
  /** Segments and subsegments, as JSON texts, none larger than a document may be. */
  readonly documents: readonly string[];
  /** OTLP requests. */
  readonly requests: readonly JsonObject[];
}

/**
 * Reads a file with traces in any of the forms that they are kept in: `{"Traces":[…]}` as BatchGetTraces answers it and the AWS CLI prints
 * it, an OTLP request, the console's bundle, segment documents, a list of these, or one of them a line. Inferred segments are left out: they are made again.
 * @throws Error that says which line is none of it
 */
export function readTraceFile(text: string): TraceFile {
  const documents: string[] = [];
  const requests: JsonObject[] = [];
  for (const [value, at] of valuesOf(text)) {
    if (!isObject(value)) throw new Error(`${at}: expected an object.`);
    if (Array.isArray(value['resourceSpans'])) requests.push(value);
    else if (value['bundle'] === 'xray-local' && Array.isArray(value['documents']))
      documents.push(...value['documents'].map((kept) => textOf(kept, at)));
    else if (Array.isArray(value['Traces']))
      documents.push(...value['Traces'].flatMap((trace) => documentsOf(trace, at)));
    else if (Array.isArray(value['Segments'])) documents.push(...documentsOf(value, at));
    else if (typeof value['trace_id'] === 'string') documents.push(JSON.stringify(value));
    else throw new Error(`${at}: expected Traces, resourceSpans or a document with a trace_id.`);
  }
  return { documents: documents.flatMap(partsOf), requests };
}

// An assembled segment may be larger than a document may be: its subsegments travel on their own again.
function partsOf(document: string): string[] {
  const bytes = Buffer.from(document);
  if (bytes.length <= MAX_DOCUMENT_BYTES) return [document];
  return splitDocument(bytes, MAX_DOCUMENT_BYTES).map((part) => Buffer.from(part).toString());
}

function textOf(kept: unknown, at: string): string {
  const text = isObject(kept) ? kept['text'] : undefined;
  if (typeof text !== 'string') throw new Error(`${at}: a document of the bundle without its text.`);
  return text;
}

function documentsOf(trace: unknown, at: string): string[] {
  const segments = isObject(trace) ? trace['Segments'] : undefined;
  if (!Array.isArray(segments)) throw new Error(`${at}: a trace without Segments.`);
  return segments.flatMap((segment) => {
    const given = isObject(segment) ? segment['Document'] : undefined;
    const document: unknown = typeof given === 'string' ? parse(given, at) : given;
    if (!isObject(document)) throw new Error(`${at}: a segment without Document.`);
    return document['inferred'] === true ? [] : [typeof given === 'string' ? given : JSON.stringify(document)];
  });
}

function valuesOf(text: string): [value: unknown, at: string][] {
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).map((item, i) => [item, `value ${i + 1}`]);
  } catch {
    const lines = text.split('\n').map((line, i) => [line, `line ${i + 1}`] as const);
    return lines.filter(([line]) => line.trim() !== '').map(([line, at]) => [parse(line, at), at]);
  }
}

function parse(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${at}: ${(error as Error).message}`);
  }
}
