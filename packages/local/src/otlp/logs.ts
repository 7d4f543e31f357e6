import { type JsonObject, numberIn, objectIn, textIn } from '../ground/json.ts';
import { readSeverity } from '../ground/log-level.ts';
import { normalizeTraceId } from '../ground/repair.ts';
import { idsInMembers, idsInText, type LogIds } from '../intake/log-ids.ts';
import type { ReceivedLog } from '../intake/log-intake.ts';
import { attributesOf, listOf, objectsIn, toValue } from './spans.ts';
import type { OtlpRequest } from './trace-request.ts';

/**
 * The log records of a request, in OTLP's JSON form. A record without ids of its own may name them in its attributes or its body.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/
 * @throws ApiError if the request does not hold lists of objects where it must
 */
export function logsOf(request: OtlpRequest): ReceivedLog[] {
  return objectsIn(request, 'resourceLogs', '').flatMap((ofResource) => {
    const resource = attributesOf(objectIn(ofResource['resource'])['attributes']) as JsonObject;
    const service = textIn(resource['service.name']);
    return objectsIn(ofResource, 'scopeLogs', 'resourceLogs').flatMap((ofScope) =>
      listOf(ofScope['logRecords']).map((record) => toLog(record, service)),
    );
  });
}

function toLog(record: JsonObject, service: string | undefined): ReceivedLog {
  const attributes = attributesOf(record['attributes']) as JsonObject;
  const text = textOf(toValue(objectIn(record['body']))) || (textIn(record['eventName']) ?? '');
  const { 'log.iostream': stream, 'log.file.name': file, ...others } = attributes;
  return {
    ids: idsOf(record) ?? idsInMembers(attributes) ?? idsInText(text),
    atMicros: microsOf(record['timeUnixNano']) ?? microsOf(record['observedTimeUnixNano']),
    severity: severityOf(record),
    service,
    source: textIn(stream) ?? textIn(file) ?? 'otlp',
    text,
    attributes: others,
  };
}

function idsOf({ traceId, spanId }: JsonObject): LogIds | undefined {
  const id = normalizeTraceId(textIn(traceId) ?? '');
  if (id === undefined || /^1-0+-0+$/.test(id)) return undefined;
  const entity = textIn(spanId)?.toLowerCase();
  return { traceId: id, entity: entity && /^(?!0+$)[0-9a-f]{16}$/.test(entity) ? entity : undefined };
}

function severityOf({ severityNumber, severityText }: JsonObject): number {
  const number = numberIn(severityNumber) ?? 0;
  return Number.isInteger(number) && number >= 1 && number <= 24 ? number : readSeverity(severityText);
}

function microsOf(nanos: unknown): number | undefined {
  const text = String(nanos ?? '');
  return /^[1-9]\d{9,19}$/.test(text) ? Math.round(Number(text) / 1e3) : undefined;
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body === undefined) return '';
  if (body instanceof Uint8Array) return Buffer.from(body).toString('base64');
  return JSON.stringify(body);
}
