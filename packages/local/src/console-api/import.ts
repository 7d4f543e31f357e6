import type { ImportAnswer } from '@otel-xray/console/contract';
import { normalizeTraceId } from '../ground/repair.ts';
import { readTraceFile, type TraceFile } from '../intake/trace-file.ts';
import { spansOf } from '../otlp/spans.ts';
import type { ConsoleContext } from './console-context.ts';
import { ProblemError } from './problem.ts';

type ImportContext = Pick<ConsoleContext, 'intake' | 'otlp' | 'logs'> & {
  /** Bytes of the file, unpacked. */
  readonly maxBytes: number;
};

/** `POST /-/import`: reads a file of traces in any of the forms that export writes. */
export function importTraces(
  content: Uint8Array,
  sender: string,
  { intake, otlp, logs, maxBytes }: ImportContext,
): ImportAnswer {
  const file = read(content, maxBytes);
  const { documents } = file;
  logs.accept(file.logs);
  const refused = intake.accept([{ way: 'api', sender, documents }]);
  const rejected = refused.map(({ ErrorCode: reason, Message: message }) => ({ reason, message }));
  const ids = new Set(documents.flatMap((document) => traceIdOf(document) ?? []));
  let taken = documents.length - refused.length;
  for (const request of file.requests) {
    const before = intake.counts().documents;
    const { rejectedSpans, errorMessage } = otlp.accept(request, { way: 'otlp', sender });
    taken += intake.counts().documents - before;
    for (const { span } of spansOf(request)) {
      const id = normalizeTraceId(span.spanContext().traceId);
      if (id !== undefined) ids.add(id);
    }
    if (rejectedSpans > 0) rejected.push({ reason: `${rejectedSpans} spans`, message: errorMessage });
  }
  return {
    traces: ids.size,
    documents: taken,
    logs: file.logs.length,
    rejected: rejected.slice(0, MAX_SHOWN),
    ids: [...ids].slice(0, MAX_SHOWN),
  };
}

function read(content: Uint8Array, maxBytes: number): TraceFile {
  try {
    const file = readTraceFile(content, maxBytes);
    if (file.documents.length + file.requests.length + file.logs.length > 0) return file;
    throw new Error('it holds no traces.');
  } catch (error) {
    throw new ProblemError(`The file cannot be read: ${(error as Error).message}`);
  }
}

function traceIdOf(document: string): string | undefined {
  try {
    const { trace_id: id } = JSON.parse(document) as { trace_id?: unknown };
    return typeof id === 'string' ? normalizeTraceId(id) : undefined;
  } catch {
    return undefined;
  }
}

const MAX_SHOWN = 100;
