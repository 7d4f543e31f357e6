import { type OwnEntity, ownEntityOf, TRACE_STATE_SYNTHETIC_PARENT, toXRayTraceId } from '@otel-xray/format';
import { releaseIndexed, writeAnnotations, writeUser, writeUserOfTree } from './blocks/annotations.ts';
import { writeAws } from './blocks/aws.ts';
import { writeCause, writeCauseOfChild, writeEmptyCause } from './blocks/cause.ts';
import { writeFlags } from './blocks/flags.ts';
import { writeHttp } from './blocks/http.ts';
import { isFunctionSegment } from './blocks/lambda.ts';
import { writeLinks } from './blocks/links.ts';
import { isLocalWork } from './blocks/local-work.ts';
import { takeNamespaced, writeMetadata } from './blocks/metadata.ts';
import { chooseName, cleanName, shownSpanName } from './blocks/name.ts';
import { cleanAttributes } from './blocks/privacy.ts';
import {
  givenName,
  givenNamespace,
  givenOrigin,
  mergeGivenBlock,
  speaksForDocument,
  writeGivenFields,
  writeGivenMembers,
} from './blocks/round-trip.ts';
import { writeSql } from './blocks/sql.ts';
import { type Entity, isEmbedded, isSegment, type Role, type Translation } from './entity/translation.ts';
import { nodeCrypto } from './ground/node-crypto.ts';
import { leftOut, warn } from './ground/report.ts';
import { isSpanKind } from './ground/span-kind.ts';
import { trimAwsPrefix } from './read/aws-name.ts';
import { readableAttributes } from './read/readable-attributes.ts';
import {
  AWS_LOCAL_SERVICE,
  AWS_REMOTE_OPERATION,
  AWS_REMOTE_SERVICE,
  AWS_SPAN_KIND,
  K8S_REMOTE_NAMESPACE,
  NAMES,
  REMOTE_TARGET,
  RPC,
  RPC_SYSTEM,
  RPC_SYSTEM_NAME,
  SENSITIVE,
  XRAY,
  XRAY_ANNOTATIONS,
  XRAY_IN_PROGRESS,
} from './read/semconv.ts';
import type { ResourceFacts } from './resource/resource.ts';
import { isZero, type SpanNode } from './tree/nest.ts';
import { isReceive } from './tree/receive.ts';
import { encodeMember, type JsonWriter, type MemberName, memberName } from './write/json-writer.ts';
import { writeTimes } from './write/time.ts';

/** The names of the members written here. */
const M = {
  trace_id: memberName('trace_id'),
  parent_id: memberName('parent_id'),
  origin: memberName('origin'),
  subsegments: memberName('subsegments'),
  name: memberName('name'),
  id: memberName('id'),
};

/** Members that have few values. */
const AWS_NAMESPACE = encodeMember(memberName('namespace'), 'aws');
const REMOTE_NAMESPACE = encodeMember(memberName('namespace'), 'remote');
const SUBSEGMENT_TYPE = encodeMember(memberName('type'), 'subsegment');

/** Called when a document is complete in the writer; `own` is 1 if the span itself is in it, not only the segment of its service. */
export type DocumentEnd = (own: 0 | 1) => void;

/** Writes a span with all that is embedded in it: one document, or two where it is both a service's work and its call. */
export function writeDocuments(t: Translation, node: SpanNode, facts: ResourceFacts, end: DocumentEnd): void {
  if (ownEntityOf(node.span) !== undefined) {
    writeEntity(t, node, 'segment', facts);
    end(1);
    return;
  }
  const isLocal = isLocalRoot(node);
  if (!splitsInTwo(t, node, facts, isLocal)) {
    writeEntity(t, node, roleOf(t, node, facts, isLocal), facts);
    end(1);
    return;
  }
  const serviceId = t.options.rules.splitCallingRoots ? serviceSegmentId(node) : t.options.newId();
  if (t.options.nest) {
    writeEntity(t, node, 'service', facts, serviceId);
    end(1);
    return;
  }
  writeEntity(t, node, 'dependency', facts, serviceId);
  end(1);
  writeEntity(t, node, 'service', facts, serviceId);
  end(0);
}

/** Segment or subsegment: a span below one of the same process is a subsegment. */
function roleOf(t: Translation, node: SpanNode, facts: ResourceFacts, isLocal: boolean): Role {
  if (node.isEmbedded) return 'embedded';
  if (node.parentId === '' || isLocal) return 'segment';
  const isSubsegment = t.options.rules.remoteParents
    ? node.parentIsRemote === false ||
      (node.parentIsRemote === undefined && !isSpanKind(node.kind, 'SERVER') && !isSpanKind(node.kind, 'CONSUMER'))
    : !isSpanKind(node.kind, 'SERVER');
  if (isSubsegment) return 'subsegment';
  return isBelowFunction(t, node, facts) ? 'subsegment' : 'segment';
}

function isBelowFunction(t: Translation, node: SpanNode, facts: ResourceFacts): boolean {
  const { lambda, isFunctionSegment: isAsked } = t.options;
  if (lambda !== 'subsegment' || node.parentId === '') return false;
  return isAsked === undefined ? facts.isLambda && isFunctionSegment(node.parentId) : isAsked(node.parentId);
}

/** AWS's own distributions mark the span that is the root of a process. */
function isLocalRoot(node: SpanNode): boolean {
  return !node.isEmbedded && node.span.attributes?.[LOCAL_ROOT_ATTRIBUTE] === LOCAL_ROOT;
}

// Called before the attributes of the span are read for its document.
const LOCAL_ROOT_ATTRIBUTE = NAMES[AWS_SPAN_KIND] as string;
const LOCAL_ROOT = 'LOCAL_ROOT';

function splitsInTwo(t: Translation, node: SpanNode, facts: ResourceFacts, isLocal: boolean): boolean {
  const { kind } = node;
  if (isLocal) return !isSpanKind(kind, 'SERVER') && !isSpanKind(kind, 'INTERNAL');
  if (!t.options.rules.splitCallingRoots || node.isEmbedded) return false;
  const calls = isSpanKind(kind, 'CLIENT') || isSpanKind(kind, 'PRODUCER') || isReceive(node);
  if (!calls || (node.parentId !== '' && node.parentIsRemote !== true)) return false;
  return !isBelowFunction(t, node, facts);
}

/** Derived, so that a span sent twice has the same two documents: SHA-256 of `trace id:span id:service`. */
function serviceSegmentId(node: SpanNode): string {
  return nodeCrypto().createHash('sha256').update(`${node.traceId}:${node.spanId}:service`).digest('hex').slice(0, 16);
}

function load(t: Translation, node: SpanNode): void {
  const { attributes: a, options } = t;
  const attributes = node.span.attributes ?? {};
  try {
    a.load(attributes);
  } catch (error) {
    if (!options.rules.oddValues) throw error;
    a.load(readableAttributes(attributes, t.report));
  }
  if (options.rules.privacy && (a.groups & SENSITIVE) !== 0) cleanAttributes(t);
}

/** Writes one entity as an object. The order of the blocks is that in which they take attributes; the last ones get what is left. */
function writeEntity(t: Translation, node: SpanNode, role: Role, facts: ResourceFacts, serviceId = ''): Entity {
  const own = ownEntityOf(node.span);
  if (own !== undefined) return writeOwnEntity(t, node, own, role, facts);
  const { writer, attributes: a, options } = t;
  load(t, node);
  const e = beginEntity(t, node, role, serviceId);
  if (role === 'service') for (const slot of LEFT_TO_DEPENDENCY) a.remove(slot);
  chooseName(t, e, facts);
  settleNamespace(t, e);
  if (speaksForDocument(t) && role !== 'service') {
    e.name = givenName(t) || e.name;
    e.namespace = givenNamespace(t, e) ?? e.namespace;
  }
  writer.openObject();
  writeNullable(writer, M.name, e.name);
  writeNullable(writer, M.id, !options.rules.oddValues && isZero(e.id) ? '' : e.id);
  if (!isEmbedded(role)) writeHead(t, e, facts);
  writeTimes(
    writer,
    node.span.startTime,
    node.span.endTime,
    isInProgress(t),
    options.rules.oddValues ? t.report : undefined,
  );
  if (e.namespace !== '') writer.members(e.namespace === 'aws' ? AWS_NAMESPACE : REMOTE_NAMESPACE);
  writeOptional(writeHttp, 'http', t, e, facts);
  e.failed = writeFlags(t, e);
  const hasCause = writeOptional(writeCause, 'cause', t, e, facts);
  e.exceptionFailed = e.failed && e.exceptionId !== '';
  writeBlock(writeAws, 'aws', t, e, facts);
  writeBlock(writeSql, 'sql', t, e, facts);
  if (options.rules.roundTrip && role !== 'service') {
    if (speaksForDocument(t)) writeGivenMembers(t, e);
    writeGivenFields(t);
  }
  releaseIndexed(a, options.indexed);
  if (options.rules.keepAttributes) releaseNamedOnSpan(t);
  writeUser(t, e);
  takeNamespaced(t);
  const annotated = writeAnnotations(t, e, facts);
  writeMetadata(t, e, facts, annotated);
  t.depth++;
  writeChildren(t, e, facts, serviceId);
  t.depth--;
  if (!hasCause && options.rules.causes && e.failed) {
    if (e.exceptionId === '') writeEmptyCause(writer);
    else writeCauseOfChild(writer, e.exceptionId);
  }
  if (!isEmbedded(role)) writeUserOfTree(t);
  writer.closeObject();
  return e;
}

/** Writes the entity that the span carries, unchanged, with all that is embedded in it. */
function writeOwnEntity(t: Translation, node: SpanNode, own: OwnEntity, role: Role, facts: ResourceFacts): Entity {
  load(t, node);
  const e = beginEntity(t, node, role, '');
  t.writer.openObjectOf(own.toEntityJson(isEmbedded(role)));
  t.depth++;
  writeChildren(t, e, facts, '');
  t.depth--;
  if (!isEmbedded(role) && own.user === undefined) writeUserOfTree(t);
  t.writer.closeObject();
  return e;
}

/** A block to which the span itself may add members. */
function writeBlock(write: Block, name: 'aws' | 'sql', t: Translation, e: Entity, facts: ResourceFacts): void {
  const mark = t.writer.length;
  writeOptional(write, name, t, e, facts);
  if (speaksForDocument(t) && e.role !== 'service') mergeGivenBlock(t, name, mark);
}

/** One entity serves each depth in turn: none is read after the next one of its depth has begun. */
function beginEntity(t: Translation, node: SpanNode, role: Role, serviceId: string): Entity {
  const { attributes: a, entities, depth, options } = t;
  const isDependency = role === 'dependency' || role === 'embedded-dependency';
  if (depth === entities.length) entities.push({ ...BLANK, node });
  const e = entities[depth] as Entity;
  e.node = node;
  e.role = role;
  e.id = role === 'service' ? serviceId : node.spanId;
  e.parentId = isDependency ? serviceId : isMadeUpParent(node) ? '' : node.parentId;
  e.localRoot = !node.isEmbedded && a.value(AWS_SPAN_KIND) === LOCAL_ROOT;
  e.holdsResource = holdsResource(t, node, role);
  e.isAwsCall = (a.groups & RPC) !== 0 && rpcSystem(t) === 'aws-api';
  e.spanName = shownSpanName(t, node.span);
  e.isLocalWork = options.rules.localWork && isLocalWork(t, node, role);
  e.namespace = '';
  e.name = '';
  e.unreadStacks = undefined;
  e.failed = false;
  e.exceptionId = '';
  e.exceptionFailed = false;
  return e;
}

function rpcSystem({ attributes: a, options }: Translation): string {
  return (options.rules.awsCalls && a.text(RPC_SYSTEM_NAME)) || a.text(RPC_SYSTEM);
}

const BLANK: Omit<Entity, 'node'> = {
  role: 'segment',
  id: '',
  parentId: '',
  localRoot: false,
  holdsResource: false,
  isAwsCall: false,
  spanName: '',
  isLocalWork: false,
  namespace: '',
  name: '',
  unreadStacks: undefined,
  failed: false,
  exceptionId: '',
  exceptionFailed: false,
};

// The reference reads kind and parent alone: the service segment of a calling span below another span has no resource.
function holdsResource(t: Translation, node: SpanNode, role: Role): boolean {
  if (t.options.rules.remoteParents) return isSegment(role);
  if (role === 'dependency' || isEmbedded(role)) return false;
  return node.parentId === '' || isSpanKind(node.kind, 'SERVER');
}

/** The propagator makes up a parent for a header that names only a trace, and marks it in the trace state. */
function isMadeUpParent(node: SpanNode): boolean {
  if (node.parentIsRemote !== true) return false;
  const state = node.span.parentSpanContext?.traceState;
  return (
    state?.get(TRACE_STATE_SYNTHETIC_PARENT) === '1' && node.parentId === (node.traceId.slice(16) || node.parentId)
  );
}

const LEFT_TO_DEPENDENCY = [AWS_REMOTE_SERVICE, AWS_REMOTE_OPERATION, REMOTE_TARGET, K8S_REMOTE_NAMESPACE];

/** Applies AWS's marks on a local root to name and namespace. */
function settleNamespace(t: Translation, e: Entity): void {
  const a = t.attributes;
  const { kind } = e.node;
  const { cleanNames } = t.options.rules;
  if (e.role === 'service') {
    e.namespace = '';
    if (a.has(AWS_LOCAL_SERVICE)) e.name = cleanIf(cleanNames, a.text(AWS_LOCAL_SERVICE));
  } else if (e.role === 'dependency' || e.role === 'embedded-dependency') {
    if (!e.isLocalWork) e.namespace ||= 'remote';
    if (a.has(AWS_REMOTE_SERVICE)) {
      e.name = cleanIf(cleanNames, trimAwsPrefix(a.text(AWS_REMOTE_SERVICE), e.isAwsCall));
    }
  } else if (e.localRoot) {
    e.namespace = '';
  } else if (e.role === 'subsegment' && e.namespace === '' && a.has(AWS_REMOTE_SERVICE)) {
    if (!isSpanKind(kind, 'SERVER') && !isSpanKind(kind, 'INTERNAL')) e.namespace = 'remote';
  }
}

function cleanIf(cleans: boolean, name: string): string {
  return cleans ? cleanName(name) : name;
}

/** Writes the members that only documents of their own have. */
function writeHead(t: Translation, e: Entity, facts: ResourceFacts): void {
  const { writer } = t;
  const { span, traceId, kind } = e.node;
  writer.stringMember(M.trace_id, xrayTraceId(t, traceId));
  if (e.parentId !== '') writer.stringMember(M.parent_id, e.parentId);
  if (!isSegment(e.role)) writer.members(SUBSEGMENT_TYPE);
  const origin = speaksForDocument(t) ? givenOrigin(t, e) : '';
  if (origin !== '') writer.stringMember(M.origin, origin);
  writer.members(origin === '' ? facts.head : facts.service);
  const isConsumer = isSpanKind(kind, 'CONSUMER');
  const leavesLinks = e.role === 'dependency' ? isConsumer : e.role === 'service' && !isConsumer;
  if (!leavesLinks) writeLinks(t, span);
}

/** Documents of one trace often come one after the other: its id is put into X-Ray's form once. */
function xrayTraceId(t: Translation, traceId: string): string {
  if (t.lastTraceId !== traceId) {
    t.lastTraceId = traceId;
    t.lastXRayTraceId = toXRayTraceId(traceId);
  }
  return t.lastXRayTraceId;
}

function isInProgress(t: Translation): boolean {
  const a = t.attributes;
  if ((a.groups & XRAY) === 0 || !t.options.rules.inProgress || typeof a.value(XRAY_IN_PROGRESS) !== 'boolean')
    return false;
  a.use(XRAY_IN_PROGRESS);
  return a.value(XRAY_IN_PROGRESS) === true;
}

function releaseNamedOnSpan(t: Translation): void {
  if ((t.attributes.groups & XRAY) === 0) return;
  const named = t.attributes.value(XRAY_ANNOTATIONS);
  if (!Array.isArray(named)) return;
  for (const name of named) if (typeof name === 'string') t.attributes.release(name);
}

/** Embedded subsegments, which need the reader of attributes for themselves: nothing of this span is read after them. */
function writeChildren(t: Translation, e: Entity, facts: ResourceFacts, serviceId: string): void {
  const { writer } = t;
  const ownCall = e.role === 'service' && t.options.nest;
  const children = childrenOf(e);
  if (!ownCall && children === undefined) return;
  writer.name(M.subsegments);
  writer.openArray();
  if (ownCall) {
    adoptException(e, writeEntity(t, e.node, 'embedded-dependency', facts, serviceId));
  }
  for (const child of children ?? []) {
    t.report.embedded++;
    adoptException(e, writeEntity(t, child, 'embedded', facts));
  }
  writer.closeArray();
}

/** The work for each message received belongs to the service, not inside the call that received it. */
function childrenOf({ role, node }: Entity): readonly SpanNode[] | undefined {
  if (role !== 'service' && role !== 'embedded-dependency') return node.children;
  const children = node.children?.filter((child) => isSpanKind(child.kind, 'CONSUMER') === (role === 'service'));
  return children?.length === 0 ? undefined : children;
}

/** The exception that may be the cause of the entities above: that of the first entity that failed, else the first one recorded. */
function adoptException(e: Entity, child: Entity): void {
  if (child.exceptionId === '' || (e.exceptionId !== '' && (e.exceptionFailed || !child.exceptionFailed))) return;
  e.exceptionId = child.exceptionId;
  e.exceptionFailed = child.exceptionFailed;
}

// Only the reference gets here without a name or an id.
function writeNullable(writer: JsonWriter, name: MemberName, value: string): void {
  if (value !== '') {
    writer.stringMember(name, value);
  } else {
    writer.name(name);
    writer.null();
  }
}

type Block = (t: Translation, e: Entity, facts: ResourceFacts) => unknown;

/** A block that fails costs itself, not its document. */
function writeOptional(write: Block, name: string, t: Translation, e: Entity, facts: ResourceFacts): boolean {
  const mark = t.writer.length;
  try {
    return write(t, e, facts) === true;
  } catch (error) {
    t.writer.rewind(mark);
    warn(t.report, leftOut(name, error));
    return false;
  }
}
