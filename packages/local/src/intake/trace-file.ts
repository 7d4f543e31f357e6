import { gunzipSync } from 'node:zlib';
import { MAX_DOCUMENT_BYTES } from '@otel-xray/format';
import { splitDocument } from '@otel-xray/translator';
import { isObject, type JsonObject, numberIn, objectIn, textIn } from '../ground/json.ts';
import { normalizeTraceId } from '../ground/repair.ts';
import { splitValues } from './json-values.ts';
import type { ReceivedLog } from './log-intake.ts';
import { otlpRequest } from './tempo.ts';

/** The content of a file with traces. */
export interface TraceFile {
  /** Segments and subsegments, as JSON, none larger than a document may be. */
  readonly documents: readonly string[];
  /** OTLP requests. */
  readonly requests: readonly JsonObject[];
  /** Log records of a bundle. */
  readonly logs: readonly ReceivedLog[];
}

/**
 * Reads a file with traces in any of the forms that they are kept in: `{"Traces":[…]}` as BatchGetTraces answers it and the AWS CLI prints
 * it, OTLP requests, Tempo's `{"batches":[…]}` and `{"trace":{…}}`, the console's bundle, segment documents. Any number of them may follow
 * each other, a line each or not, or stand in a list. Compressed by gzip or not. Inferred segments are left out: they are made again.
 * @param maxBytes of the text, unpacked
 * @throws Error that says on which line a value is none of it
 */
export function readTraceFile(content: string | Uint8Array, maxBytes: number = LONGEST_TEXT): TraceFile {
  const documents: string[] = [];
  const requests: JsonObject[] = [];
  const logs: ReceivedLog[] = [];
  const add = (value: unknown, at: string, text?: string): void => {
    const request = isObject(value) ? otlpRequest(value) : undefined;
    if (Array.isArray(value)) for (const [i, item] of value.entries()) add(item, `${at}, item ${i + 1}`);
    else if (typeof value === 'string' && value.trimStart().startsWith('{')) add(parse(value, at), at);
    else if (!isObject(value)) throw new Error(`${at}: expected an object.`);
    else if (request) requests.push(request);
    else if (value['bundle'] === 'xray-local' && Array.isArray(value['documents'])) {
      documents.push(...value['documents'].map((kept) => textOf(kept, at)));
      if (Array.isArray(value['logs'])) logs.push(...value['logs'].map((log) => logOf(log, at)));
    } else if (Array.isArray(value['Traces']))
      documents.push(...value['Traces'].flatMap((trace) => documentsOf(trace, at)));
    else if (Array.isArray(value['Segments'])) documents.push(...documentsOf(value, at));
    else if (typeof value['trace_id'] === 'string') documents.push(verbatim(value, text));
    else throw new Error(`${at}: expected Traces, resourceSpans, batches or a document with a trace_id.`);
  };
  for (const { value, line } of splitValues(toText(content, maxBytes)))
    add(parse(value, `line ${line}`), `line ${line}`, value);
  return { documents: documents.flatMap(partsOf), requests, logs };
}

/** Numbers stay as they are written, such as 1.10, where the document is written on one line. */
function verbatim(document: JsonObject, text: string | undefined): string {
  return text === undefined || /\n|":\s|,\s/.test(text) ? JSON.stringify(document) : text;
}

/** A file may be compressed, and begin with a byte order mark. */
function toText(content: string | Uint8Array, maxBytes: number): string {
  if (typeof content === 'string') return content.replace(/^\ufeff/, '');
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes).toString('utf8').replace(/^\ufeff/, '');
}

/** The longest text that V8 makes. */
const LONGEST_TEXT = 2 ** 29 - 24;

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

function logOf(log: unknown, at: string): ReceivedLog {
  const { traceId, entity, at: atMicros, severity, service, source, text, attributes } = objectIn(log);
  const id = normalizeTraceId(textIn(traceId) ?? '');
  if (id === undefined || typeof text !== 'string')
    throw new Error(`${at}: a log record without its trace or its text.`);
  return {
    ids: { traceId: id, entity: textIn(entity) },
    atMicros: numberIn(atMicros),
    severity: numberIn(severity) ?? 0,
    service: textIn(service),
    source: textIn(source) ?? 'otlp',
    text,
    attributes: objectIn(attributes),
  };
}

function documentsOf(trace: unknown, at: string): string[] {
  const segments = isObject(trace) ? trace['Segments'] : undefined;
  if (!Array.isArray(segments)) throw new Error(`${at}: a trace without Segments.`);
  return segments.flatMap((segment) => {
    const given = isObject(segment) ? segment['Document'] : undefined;
    const document: unknown = typeof given === 'string' ? parse(given, at) : given;
    if (!isObject(document)) throw new Error(`${at}: a segment without Document.`);
    if (document['inferred'] === true) return receivedIn(document).map((received) => JSON.stringify(received));
    return [typeof given === 'string' ? given : JSON.stringify(document)];
  });
}

/** The subsegments inside an inferred segment, such as a function's, that have documents of their own. */
function receivedIn(inferred: JsonObject): JsonObject[] {
  const { subsegments } = inferred;
  if (!Array.isArray(subsegments)) return [];
  return subsegments.filter(isObject).flatMap((each) => (each['inferred'] === true ? receivedIn(each) : [each]));
}

function parse(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${at}: ${(error as Error).message}`);
  }
}
