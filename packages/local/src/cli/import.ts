import { readFile } from 'node:fs/promises';
import { buffer as readAll } from 'node:stream/consumers';
import { MAX_DOCUMENTS_PER_CALL } from '@otel-xray/format';
import type { Command } from 'commander';
import type { Api } from '../client/api.ts';
import { isObject, objectIn } from '../ground/json.ts';
import { readTraceFile } from '../intake/trace-file.ts';
import { type LogSource, toResourceLogs } from './log-sender.ts';
import { counted, printJson, printLines } from './print.ts';
import { addReaderOptions, apiOf, type ReaderOptions } from './reader-options.ts';

/** `xray-local import`: sends the traces of a file to a running Local X-Ray. */
export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description(
      'sends the traces of a file: what export wrote, what the AWS CLI printed, OTLP or Tempo JSON, segment documents; gzip too',
    )
    .argument('<file>', '- for the standard input');
  addReaderOptions(command).action(async (file: string, options: ReaderOptions) => {
    const { documents, requests, logs } = readTraceFile(
      file === '-' ? await readAll(process.stdin) : await readFile(file),
    );
    const api = apiOf(options);
    const counts = new Map<string, number>();
    const count = (what: string, number: number): void => void counts.set(what, (counts.get(what) ?? 0) + number);
    await sendDocuments(api, documents, count);
    for (const request of requests) {
      const { partialSuccess } = await api.call('/v1/traces', request);
      const { rejectedSpans = 0, errorMessage } = objectIn(partialSuccess);
      count('OTLP requests', 1);
      if (rejectedSpans !== 0) count(`spans refused (${errorMessage})`, Number(rejectedSpans));
    }
    for (let i = 0; i < logs.length; i += LOGS_PER_CALL) {
      const batch = logs.slice(i, i + LOGS_PER_CALL);
      await api.call('/v1/logs', { resourceLogs: batch.map((log) => toResourceLogs(log, sourceOf(log.source))) });
      count('log records', batch.length);
    }
    if (options.json) printJson(Object.fromEntries(counts));
    else printLines([...counts].map(([what, number]) => counted(number, what)));
  });
}

function sourceOf(name: string): LogSource | undefined {
  if (name === 'stdout' || name === 'stderr') return { stream: name };
  return name === 'otlp' ? undefined : { file: name };
}

const LOGS_PER_CALL = 1_000;

async function sendDocuments(
  api: Api,
  documents: readonly string[],
  count: (what: string, number: number) => void,
): Promise<void> {
  for (let i = 0; i < documents.length; i += MAX_DOCUMENTS_PER_CALL) {
    const batch = documents.slice(i, i + MAX_DOCUMENTS_PER_CALL);
    const { UnprocessedTraceSegments } = await api.call('/TraceSegments', { TraceSegmentDocuments: batch });
    const refused = Array.isArray(UnprocessedTraceSegments) ? UnprocessedTraceSegments.filter(isObject) : [];
    count('documents', batch.length - refused.length);
    for (const { ErrorCode } of refused) count(`documents refused (${ErrorCode})`, 1);
  }
}
