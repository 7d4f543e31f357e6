import { MAX_NAME_LENGTH } from '@otel-xray/format';
import type { Entity, Translation } from '../entity/translation.ts';
import { isSpanKind } from '../ground/span-kind.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import { isCallKind, trimAwsPrefix } from '../read/aws-name.ts';
import { withoutJdbc } from '../read/database.ts';
import { hostAsGoReadsIt } from '../read/go-url.ts';
import {
  AWS_LOCAL_SERVICE,
  AWS_REMOTE_SERVICE,
  AWS_SERVICE,
  DB_CONNECTION_STRING,
  DB_NAME,
  HTTP_HOST,
  NET_PEER_NAME,
  PEER_SERVICE,
  RPC_SERVICE,
} from '../read/semconv.ts';
import type { ResourceFacts } from '../resource/resource.ts';

/** Chooses `name` and `namespace` in the collector's order; only the span's own name is cleaned. */
export function chooseNameAsCollector(t: Translation, e: Entity, facts: ResourceFacts): void {
  const a = t.attributes;
  const { kind } = e.node;
  let name = '';
  if (isSpanKind(kind, 'SERVER') || (isSpanKind(kind, 'INTERNAL') && e.localRoot)) name = a.text(AWS_LOCAL_SERVICE);
  if (isCallKind(kind) && a.has(AWS_REMOTE_SERVICE)) {
    name = trimAwsPrefix(a.text(AWS_REMOTE_SERVICE), e.isAwsCall);
  }
  name ||= a.text(PEER_SERVICE);
  const asksForAwsService = name === '' && a.has(AWS_SERVICE);
  name ||= a.text(AWS_SERVICE);
  if (a.has(DB_NAME)) name ||= databaseName(a);
  if (isSpanKind(kind, 'SERVER')) name ||= facts.serviceName;
  name ||= a.text(RPC_SERVICE) || a.text(HTTP_HOST) || a.text(NET_PEER_NAME);
  e.name = name || cutBytes(clean(e.node.span.name), MAX_NAME_LENGTH) || 'span';
  if (e.isAwsCall || asksForAwsService) e.namespace = 'aws';
  else if (isSpanKind(kind, 'CLIENT')) e.namespace = 'remote';
}

/** An empty name still gets its host. */
function databaseName(a: AttributeReader): string {
  const host = hostAsGoReadsIt(withoutJdbc(a.text(DB_CONNECTION_STRING)));
  return a.text(DB_NAME) + (host === '' ? '' : `@${host}`);
}

// The collector leaves forbidden characters out, the backslash among them.
const FORBIDDEN = /[^ 0-9\p{L}_.:/%&#=+\-@]/gu;

function clean(name: unknown): string {
  if (typeof name !== 'string') return '';
  return name.replace(FORBIDDEN, '');
}

/** Cuts text to a number of bytes of UTF-8, through the middle of a character if need be: each byte left of it reads as U+FFFD. */
function cutBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const encoded = new TextEncoder().encode(text);
  if (encoded.length <= bytes) return text;
  let end = bytes;
  while (end > 0 && ((encoded[end] as number) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(encoded.subarray(0, end)) + '\ufffd'.repeat(bytes - end);
}
