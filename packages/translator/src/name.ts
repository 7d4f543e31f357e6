import { MAX_NAME_LENGTH } from '@otel-xray/format';
import type { AttributeReader } from './attribute-reader.ts';
import { databaseAddress, withoutJdbc } from './database.ts';
import { hostAsGoReadsIt } from './go-url.ts';
import type { SpanLike } from './readable-span.ts';
import { warn } from './report.ts';
import type { ResourceFacts } from './resource.ts';
import {
  AWS_LOCAL_SERVICE,
  AWS_REMOTE_SERVICE,
  AWS_SERVICE,
  DB,
  DB_CONNECTION_STRING,
  DB_NAME,
  DB_NAMESPACE,
  DB_SYSTEM,
  DB_SYSTEM_NAME,
  GENAI,
  GENAI_PROVIDER_NAME,
  GENAI_SYSTEM,
  HTTP_HOST,
  HTTP_SERVER_NAME,
  MESSAGING_DESTINATION,
  MESSAGING_DESTINATION_NAME,
  MESSAGING_SYSTEM,
  NET_HOST_NAME,
  NET_PEER_NAME,
  PEER,
  PEER_SERVICE,
  RPC,
  RPC_METHOD,
  RPC_SERVICE,
  SERVER_ADDRESS,
  SERVICE_PEER_NAME,
  URL_MARK,
} from './semconv.ts';
import { isSpanKind } from './span-kind.ts';
import { type Entity, isSegment, type Translation } from './translation.ts';

/** Chooses `name` and `namespace` of a document and puts them on the entity. */
export function chooseName(t: Translation, e: Entity, facts: ResourceFacts): void {
  if (t.options.rules.cleanNames) chooseCleanName(t, e, facts);
  else chooseNameAsReference(t, e, facts);
}

/** Takes the prefix of AWS's own instrumentation from the name of an AWS service. */
export function trimAwsPrefix(name: string, isAwsCall: boolean): string {
  if (!isAwsCall) return name;
  if (name.startsWith('AWS.SDK.')) return name.slice(8);
  return name.startsWith('AWS::') ? name.slice(5) : name;
}

/** The names in the order in which the reference asks for them; only the span's own name is cleaned. */
function chooseNameAsReference(t: Translation, e: Entity, facts: ResourceFacts): void {
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
  if (a.has(DB_NAME)) name ||= databaseNameAsReference(a);
  if (isSpanKind(kind, 'SERVER')) name ||= facts.serviceName;
  name ||= a.text(RPC_SERVICE) || a.text(HTTP_HOST) || a.text(NET_PEER_NAME);
  e.name = name || cutBytes(clean(e.node.span.name), MAX_NAME_LENGTH) || 'span';
  if (e.isAwsCall || asksForAwsService) e.namespace = 'aws';
  else if (isSpanKind(kind, 'CLIENT')) e.namespace = 'remote';
}

/** A segment bears its service's name, a subsegment that of what it calls; every name is cleaned. */
function chooseCleanName(t: Translation, e: Entity, facts: ResourceFacts): void {
  const { span, kind } = e.node;
  const calls = isSpanKind(kind, 'CLIENT') || isSpanKind(kind, 'PRODUCER');
  const name = isSegment(e.role) ? serviceName(t, facts) : '';
  e.name = cleanName(name || calledName(t.attributes, e, calls) || span.name);
  if (isSegment(e.role)) {
    e.name = nameFromUser(t, span, e.name);
    return;
  }
  if (e.isAwsCall || isBedrock(t.attributes)) e.namespace = 'aws';
  else if (calls || isOfModel(t.attributes))
    e.namespace = t.attributes.has(AWS_SERVICE) && !hasPeerName(t.attributes) ? 'aws' : 'remote';
}

function nameFromUser({ options, report }: Translation, span: SpanLike, name: string): string {
  if (options.segmentName === undefined) return name;
  try {
    return cleanName(options.segmentName(span, name));
  } catch (error) {
    warn(report, `segmentName threw: ${error instanceof Error ? error.message : String(error)}`);
    return name;
  }
}

function serviceName(t: Translation, facts: ResourceFacts): string {
  return t.attributes.text(AWS_LOCAL_SERVICE) || facts.givenName;
}

function hasPeerName(a: AttributeReader): boolean {
  return a.has(AWS_REMOTE_SERVICE) || a.text(SERVICE_PEER_NAME) !== '' || a.text(PEER_SERVICE) !== '';
}

function isOfModel(a: AttributeReader): boolean {
  return (a.groups & GENAI) !== 0 && genAiProvider(a) !== '';
}

function isBedrock(a: AttributeReader): boolean {
  return (a.groups & GENAI) !== 0 && genAiProvider(a) === 'Bedrock Runtime';
}

function genAiProvider(a: AttributeReader): string {
  const provider = a.text(GENAI_PROVIDER_NAME) || a.text(GENAI_SYSTEM);
  return provider === 'aws.bedrock' ? 'Bedrock Runtime' : provider;
}

/** What a subsegment stands for, best first. */
function calledName(a: AttributeReader, e: Entity, calls: boolean): string {
  const peer = (a.groups & PEER) === 0 ? '' : peerName(a, e);
  if (peer !== '') return peer;
  const rpcService = (a.groups & RPC) === 0 ? '' : beforeSlash(a.text(RPC_METHOD)) || a.text(RPC_SERVICE);
  if (e.isAwsCall && rpcService !== '') return rpcService;
  const host = (a.groups & URL_MARK) === 0 ? '' : calls ? calledHost(a) : isSegment(e.role) ? ownHost(a) : '';
  if (isSpanKind(e.node.kind, 'PRODUCER')) {
    const destination = a.text(MESSAGING_DESTINATION_NAME) || a.text(MESSAGING_DESTINATION) || a.text(MESSAGING_SYSTEM);
    if (destination !== '') return destination;
  }
  if (isOfModel(a)) return genAiProvider(a);
  return ((a.groups & DB) === 0 ? '' : databaseName(a, host)) || rpcService || host;
}

function peerName(a: AttributeReader, e: Entity): string {
  const remote = isCallKind(e.node.kind) ? trimAwsPrefix(a.text(AWS_REMOTE_SERVICE), e.isAwsCall) : '';
  return remote || a.text(SERVICE_PEER_NAME) || a.text(PEER_SERVICE) || a.text(AWS_SERVICE);
}

/** Database and host, or what is known of them, the system in the last place. */
function databaseName(a: AttributeReader, calledHost: string): string {
  const database = a.text(DB_NAMESPACE) || a.text(DB_NAME);
  const system = a.text(DB_SYSTEM_NAME) || a.text(DB_SYSTEM);
  if (database === '' && system === '') return '';
  const host = databaseAddress(a).host || calledHost;
  if (database === '') return host || system;
  return host === '' ? database : `${database}@${host}`;
}

// A peer is what the span called only if it called at all: for a server it is the caller.

function calledHost(a: AttributeReader): string {
  return a.text(SERVER_ADDRESS) || a.text(HTTP_HOST) || a.text(NET_PEER_NAME);
}

/** The host of a service without a name: better than nothing. */
function ownHost(a: AttributeReader): string {
  return a.text(SERVER_ADDRESS) || a.text(HTTP_HOST) || a.text(HTTP_SERVER_NAME) || a.text(NET_HOST_NAME);
}

function isCallKind(kind: number): boolean {
  return isSpanKind(kind, 'CLIENT') || isSpanKind(kind, 'PRODUCER') || isSpanKind(kind, 'CONSUMER');
}

function beforeSlash(text: string): string {
  const slash = text.indexOf('/');
  return slash < 0 ? '' : text.slice(0, slash);
}

/** An empty name still gets its host. */
function databaseNameAsReference(a: AttributeReader): string {
  const host = hostAsGoReadsIt(withoutJdbc(a.text(DB_CONNECTION_STRING)));
  return a.text(DB_NAME) + (host === '' ? '' : `@${host}`);
}

/** A name as X-Ray takes it: 1 to 200 of the allowed characters; `span` where nothing is left. */
export function cleanName(name: unknown): string {
  const cleaned = clean(name);
  if (cleaned.length <= MAX_NAME_LENGTH) return (cleaned.endsWith(' ') ? cleaned.trimEnd() : cleaned) || 'span';
  return [...cleaned].slice(0, MAX_NAME_LENGTH).join('').trimEnd() || 'span';
}

// A name may hold letters, numbers, white space and _ . : / % & # = + \ - @ (X-Ray segment documents, "name"); like the reference we
// keep to the letters, digits and blanks that the service has always taken.
const FORBIDDEN = /[^ 0-9\p{L}_.:/%&#=+\-@]/gu;

function clean(name: unknown): string {
  if (typeof name !== 'string') return '';
  // Most names need nothing; the pattern costs more than everything else here.
  return isPlain(name) ? name : name.replace(FORBIDDEN, '');
}

function isPlain(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    const letterOrDigit = (c >= 97 && c <= 122) || (c >= 64 && c <= 90) || (c >= 45 && c <= 58);
    if (!letterOrDigit && c !== 32 && c !== 95) return false;
  }
  return true;
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
