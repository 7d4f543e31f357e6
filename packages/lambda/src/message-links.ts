import { type Link, propagation, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { AWSXRayPropagator } from '@otel-xray/propagator';
import { type Fields, fieldsOf, type Headers, listOf, text } from './event/fields.ts';
import { parseBody, parseObject } from './event/payload.ts';

/** As many links as the SDKs keep on a span by default. */
const MAX_LINKS = 128;

/** Messages that are looked at, so that a batch of thousands without any context costs no more than one with. */
const MAX_MESSAGES = 1_000;

/**
 * Returns one link for each message that names its sender's trace. A batch has many senders, so none of them is the parent. Never throws.
 * Source: AWS X-Ray developer guide, "Amazon SQS and AWS X-Ray"; OpenTelemetry semantic conventions, "AWS Lambda", "SQS".
 * @param withPayloads whether the payloads of Kinesis and EventBridge are searched too
 */
export function messageLinks(event: unknown, withPayloads: boolean): Link[] {
  const links: Link[] = [];
  try {
    let looked = 0;
    for (const message of messagesOf(fieldsOf(event), withPayloads)) {
      const context = senderOf(message.carriers());
      if (context !== undefined) links.push(toLink(context, message.id));
      if (links.length >= MAX_LINKS || ++looked >= MAX_MESSAGES) break;
    }
  } catch {
    // The links of the messages before the one that cannot be read.
  }
  return links;
}

function toLink(context: SpanContext, id: unknown): Link {
  return { context, ...(typeof id === 'string' && { attributes: { 'messaging.message.id': id } }) };
}

interface Message {
  readonly id?: unknown;
  /** Where the sender may have written its context; the first that holds one counts. */
  carriers(): Iterable<Headers>;
}

function* messagesOf(event: Fields, withPayloads: boolean): Iterable<Message> {
  for (const record of listOf(event['Records']).map(fieldsOf)) {
    if (record['Sns'] !== undefined) yield snsMessage(fieldsOf(record['Sns']));
    else if (record['kinesis'] !== undefined) {
      if (withPayloads) yield kinesisMessage(fieldsOf(record['kinesis']));
    } else yield sqsMessage(record);
  }
  for (const list of Object.values(fieldsOf(event['records'])))
    for (const record of listOf(list).map(fieldsOf)) yield { carriers: () => [kafkaHeaders(record['headers'])] };
  for (const list of Object.values(fieldsOf(event['rmqMessagesByQueue'])))
    for (const message of listOf(list).map(fieldsOf)) yield rabbitMQMessage(fieldsOf(message['basicProperties']));
  if (event['eventSource'] === 'aws:mq')
    for (const message of listOf(event['messages']).map(fieldsOf))
      yield { id: message['messageID'], carriers: () => [namesAndValues(message['properties'], text)] };
  if (withPayloads && typeof event['detail-type'] === 'string')
    yield { id: event['id'], carriers: () => [namesAndValues(event['detail'], text)] };
}

function sqsMessage(record: Fields): Message {
  return {
    id: record['messageId'],
    *carriers() {
      const header = text(fieldsOf(record['attributes'])['AWSTraceHeader']);
      if (header !== undefined) yield { [X_RAY]: header };
      yield namesAndValues(record['messageAttributes'], (attribute) => text(fieldsOf(attribute)['stringValue']));
      yield snsAttributes(parseBody(record['body']));
    },
  };
}

function snsMessage(message: Fields): Message {
  return { id: message['MessageId'], carriers: () => [snsAttributes(message)] };
}

function snsAttributes(message: Fields): Headers {
  return namesAndValues(message['MessageAttributes'], (attribute) => text(fieldsOf(attribute)['Value']));
}

function kinesisMessage(record: Fields): Message {
  return {
    id: record['sequenceNumber'],
    carriers: () => {
      const data = text(record['data']);
      return [namesAndValues(parseObject(data && decoded(Buffer.from(data, 'base64'))), text)];
    },
  };
}

function rabbitMQMessage(properties: Fields): Message {
  return { id: properties['messageId'], carriers: () => [namesAndValues(properties['headers'], rabbitMQValue)] };
}

/** A string, or `{ bytes: [...] }`. */
function rabbitMQValue(value: unknown): string | undefined {
  return text(value) ?? bytesOf(fieldsOf(value)['bytes']);
}

/** A list of `{ name: [bytes] }`. */
function kafkaHeaders(headers: unknown): Headers {
  return Object.assign({}, ...listOf(headers).map((header) => namesAndValues(header, bytesOf)));
}

/** A value of a trace context is never longer. */
const MAX_BYTES = 1_024;

function bytesOf(bytes: unknown): string | undefined {
  return Array.isArray(bytes) && bytes.length <= MAX_BYTES ? decoded(Buffer.from(bytes)) : undefined;
}

function decoded(bytes: Buffer): string {
  return bytes.toString('utf8');
}

/** The members that a propagator reads, with lower-case names: payloads and attributes of the user are not copied. */
function namesAndValues(members: unknown, read: (member: unknown) => string | undefined): Headers {
  const carrier: Record<string, string> = {};
  const wanted = [X_RAY, ...propagation.fields()];
  for (const name of Object.keys(fieldsOf(members))) {
    const lower = name.toLowerCase();
    const value = wanted.includes(lower) ? read(fieldsOf(members)[name]) : undefined;
    if (value !== undefined) carrier[lower] = value;
  }
  return carrier;
}

const X_RAY = 'x-amzn-trace-id';
const PROPAGATOR = new AWSXRayPropagator();
const GETTER = {
  get: (headers: Headers, name: string): string | undefined => headers[name],
  keys: (headers: Headers): string[] => Object.keys(headers),
};

function senderOf(carriers: Iterable<Headers>): SpanContext | undefined {
  for (const carrier of carriers) {
    const sender =
      trace.getSpanContext(PROPAGATOR.extract(ROOT_CONTEXT, carrier, GETTER)) ?? senderByConfigured(carrier);
    if (sender !== undefined) return sender;
  }
  return undefined;
}

/** A propagator for Lambda reads the invocation's own header if a carrier has none, unless the context has a span already. */
const NOBODY: SpanContext = { traceId: 'f'.repeat(32), spanId: 'f'.repeat(16), traceFlags: 0 };
const NOBODYS_CONTEXT = trace.setSpanContext(ROOT_CONTEXT, NOBODY);

function senderByConfigured(carrier: Headers): SpanContext | undefined {
  const found = trace.getSpanContext(propagation.extract(NOBODYS_CONTEXT, carrier, GETTER));
  return found?.spanId === NOBODY.spanId ? undefined : found;
}
