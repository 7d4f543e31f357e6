import { MAX_NAME_LENGTH } from '@otel-xray/format';
import { chooseNameAsCollector } from '../collector/name.ts';
import { type Entity, isSegment, type Translation } from '../entity/translation.ts';
import type { SpanLike } from '../ground/readable-span.ts';
import { warn } from '../ground/report.ts';
import { isSpanKind } from '../ground/span-kind.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import { isCallKind, trimAwsPrefix } from '../read/aws-name.ts';
import { cleanText } from '../read/clean-text.ts';
import { databaseAddress, givenSystem, placeOf, systemName } from '../read/database.ts';
import {
  AWS_LOCAL_SERVICE,
  AWS_REMOTE_SERVICE,
  AWS_SERVICE,
  BULLMQ_QUEUE_NAME,
  DB,
  DB_OPERATION,
  DB_OPERATION_NAME,
  GENAI,
  GENAI_PROVIDER_NAME,
  GENAI_SYSTEM,
  HTTP_HOST,
  HTTP_SERVER_NAME,
  HTTP_URL,
  MESSAGING,
  MESSAGING_DESTINATION,
  MESSAGING_DESTINATION_NAME,
  MESSAGING_SYSTEM,
  NET_HOST_NAME,
  NET_PEER_NAME,
  PEER,
  PEER_SERVICE,
  RABBITMQ_ROUTING_KEY,
  RABBITMQ_ROUTING_KEY_OLD,
  RPC,
  RPC_METHOD,
  RPC_SERVICE,
  SERVER_ADDRESS,
  SERVICE_PEER_NAME,
  URL_FULL,
  URL_MARK,
} from '../read/semconv.ts';
import type { ResourceFacts } from '../resource/resource.ts';
import { isReceive } from '../tree/receive.ts';

/** Chooses `name` and `namespace` of a document and puts them on the entity. */
export function chooseName(t: Translation, e: Entity, facts: ResourceFacts): void {
  if (t.options.rules.cleanNames) chooseCleanName(t, e, facts);
  else chooseNameAsCollector(t, e, facts);
}

/** A segment bears its service's name, a subsegment that of what it calls; every name is cleaned. */
function chooseCleanName(t: Translation, e: Entity, facts: ResourceFacts): void {
  const { span, kind } = e.node;
  const { attributes: a } = t;
  const calls = !e.isLocalWork && (isSpanKind(kind, 'CLIENT') || isSpanKind(kind, 'PRODUCER') || isReceive(e.node));
  const service = isSegment(e.role) ? serviceName(t, facts) : '';
  const called = service !== '' || e.isLocalWork ? '' : calledName(t, e, calls);
  e.name = cleanName(service || called || e.spanName);
  if (isSegment(e.role)) {
    e.name = nameFromUser(t, span, e.name);
    return;
  }
  if (e.isAwsCall || isBedrock(a)) e.namespace = 'aws';
  // A call that names nobody, such as the look-up of a host, is no node.
  else if ((calls && (called !== '' || isSpanKind(kind, 'PRODUCER'))) || isOfModel(a))
    e.namespace = a.has(AWS_SERVICE) && !hasPeerName(a) ? 'aws' : 'remote';
}

/** The name of a span without the secrets of a URL in it. */
export function shownSpanName({ options }: Translation, { name }: SpanLike): string {
  return typeof name === 'string' && options.rules.privacy ? cleanText(name, options.urlQuery) : name;
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
  return BEDROCK_NAMES.has(provider) ? BEDROCK : provider;
}

/** The name that the AWS SDK's client has, and those that instrumentations of models give to the same service. */
const BEDROCK = 'Bedrock Runtime';
const BEDROCK_NAMES: ReadonlySet<string> = new Set([
  'aws.bedrock',
  'aws_bedrock',
  'amazon-bedrock',
  'bedrock',
  'BedrockRuntime',
  'AWS',
]);

/** Returns the name of the called party, the best source first; empty where the span names none. */
function calledName(t: Translation, e: Entity, calls: boolean): string {
  const { attributes: a } = t;
  const peer = (a.groups & PEER) === 0 ? '' : peerName(a, e);
  if (peer !== '') return e.isAwsCall && BEDROCK_NAMES.has(peer) ? BEDROCK : peer;
  const rpcService = (a.groups & RPC) === 0 ? '' : beforeSlash(a.text(RPC_METHOD)) || a.text(RPC_SERVICE);
  if (e.isAwsCall && rpcService !== '') return BEDROCK_NAMES.has(rpcService) ? BEDROCK : rpcService;
  const host = (a.groups & URL_MARK) === 0 ? '' : calls ? calledHost(a) : isSegment(e.role) ? ownHost(a) : '';
  if (calls && (a.groups & MESSAGING) !== 0) {
    const queue = queueName(a) || (isSpanKind(e.node.kind, 'PRODUCER') ? a.text(MESSAGING_SYSTEM) : '');
    if (queue !== '') return queue;
  }
  if (isOfModel(a)) return genAiProvider(a);
  return ((a.groups & DB) === 0 ? '' : databaseName(t, host)) || rpcService || host;
}

function peerName(a: AttributeReader, e: Entity): string {
  const remote = isCallKind(e.node.kind) ? trimAwsPrefix(a.text(AWS_REMOTE_SERVICE), e.isAwsCall) : '';
  return remote || a.text(SERVICE_PEER_NAME) || a.text(PEER_SERVICE) || a.text(AWS_SERVICE);
}

/** A topic or queue, which is one node whoever sends to it or reads from it. */
function queueName(a: AttributeReader): string {
  const destination = a.text(BULLMQ_QUEUE_NAME) || a.text(MESSAGING_DESTINATION_NAME) || a.text(MESSAGING_DESTINATION);
  // RabbitMQ's default exchange has no name: it hands each message to the queue that the routing key names.
  if (destination.startsWith(':')) return destination.slice(1);
  if (!DEFAULT_EXCHANGE.has(destination)) return destination;
  return a.text(RABBITMQ_ROUTING_KEY) || a.text(RABBITMQ_ROUTING_KEY_OLD);
}

const DEFAULT_EXCHANGE: ReadonlySet<string> = new Set(['', '<default>', 'amq.default']);

function databaseName(t: Translation, calledHost: string): string {
  const { attributes: a } = t;
  const system = systemName(givenSystem(a));
  const { host: given, port, database: named } = databaseAddress(a);
  const database = NUMBERED.has(system)
    ? ''
    : system === 'mongodb'
      ? applicationDatabase(t, `${given}:${port}`, named)
      : named;
  return placeOf(t, system, given || calledHost, port, database).node;
}

/** Stores whose databases are numbers, or that have none. */
const NUMBERED: ReadonlySet<string> = new Set(['redis', 'valkey', 'memcached', 'keydb', 'dragonfly']);

/** MongoDB's driver ends sessions and transactions on `admin`, for the database that the application uses. */
function applicationDatabase(t: Translation, server: string, database: string): string {
  const operation = t.attributes.text(DB_OPERATION_NAME) || t.attributes.text(DB_OPERATION);
  if (database === 'admin' && DRIVER_COMMANDS.has(operation)) return t.databases.get(server) ?? '';
  if (t.databases.size >= MAX_SERVERS) t.databases.clear();
  if (database !== '' && database !== 'admin') t.databases.set(server, database);
  return database;
}

const DRIVER_COMMANDS: ReadonlySet<string> = new Set([
  'endSessions',
  'refreshSessions',
  'commitTransaction',
  'abortTransaction',
  'hello',
  'ismaster',
  'isMaster',
  'ping',
  'saslStart',
  'saslContinue',
  'buildInfo',
]);
const MAX_SERVERS = 100;

// A peer is what the span called only if it called at all: for a server it is the caller.

function calledHost(a: AttributeReader): string {
  return (
    a.text(SERVER_ADDRESS) || a.text(HTTP_HOST) || a.text(NET_PEER_NAME) || hostOf(a.text(URL_FULL) || a.text(HTTP_URL))
  );
}

function hostOf(url: string): string {
  return URL_HOST.exec(url)?.[1] ?? '';
}

const URL_HOST = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]+\]|[^:/?#]+)/;

/** The host of a service without a name: better than nothing. */
function ownHost(a: AttributeReader): string {
  return a.text(SERVER_ADDRESS) || a.text(HTTP_HOST) || a.text(HTTP_SERVER_NAME) || a.text(NET_HOST_NAME);
}

function beforeSlash(text: string): string {
  const slash = text.indexOf('/');
  return slash < 0 ? '' : text.slice(0, slash);
}

/** Returns a valid name: 1 to 200 of the allowed characters; `span` where nothing is left. */
export function cleanName(name: unknown): string {
  const cleaned = typeof name !== 'string' ? '' : isPlain(name) ? name : separated(withColons(name));
  if (cleaned.length <= MAX_NAME_LENGTH) return (cleaned.endsWith(' ') ? cleaned.trimEnd() : cleaned) || 'span';
  return [...cleaned].slice(0, MAX_NAME_LENGTH).join('').trimEnd() || 'span';
}

// A name may hold letters, numbers, white space and _ . : / % & # = + \ - @ (X-Ray segment documents, "name"); of white space we use the
// blank only, and of numbers the digits.
const FORBIDDEN_RUN = /\s*[^ 0-9\p{L}_.:/%&#=+\\\-@][^0-9\p{L}_.:/%&#=+\\\-@]*/gu;
const WORD = /[0-9\p{L}_]/u;

/** A parameter of a route in brackets, as hapi and Next.js write it: `/users/{id}`, `/docs/[[...path]]`. */
const PARAMETER = /\/(?:\{([\w-]+)[?*\d]*\}|\[{1,2}(?:\.{3})?([\w-]+)\]{1,2})/g;

function withColons(name: string): string {
  return name.includes('/') ? name.replace(PARAMETER, (_all, braced, bracketed) => `/:${braced ?? bracketed}`) : name;
}

/** Puts a blank in the place of forbidden characters between two words: `shop|public` must not become one. */
function separated(name: string): string {
  return name.replace(FORBIDDEN_RUN, (run, at: number) => {
    const before = at === 0 ? '' : name.charAt(at - 1);
    const after = name.charAt(at + run.length);
    if (before === '' || after === '') return '';
    return run.includes(' ') || (WORD.test(before) && WORD.test(after)) ? ' ' : '';
  });
}

/** Most names need nothing, and the patterns cost more than everything else here. */
function isPlain(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    const letterOrDigit = (c >= 97 && c <= 122) || (c >= 64 && c <= 90) || (c >= 45 && c <= 58);
    if (!letterOrDigit && c !== 32 && c !== 95) return false;
  }
  return true;
}
