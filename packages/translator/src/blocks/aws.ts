import { takeCallAsCollector, writeCallAsCollector } from '../collector/aws.ts';
import { type Entity, isSegment, type Translation } from '../entity/translation.ts';
import { warn } from '../ground/report.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import {
  AWS,
  AWS_ACCOUNT_ID,
  AWS_ACTIVITY_ARN,
  AWS_BEDROCK_AGENT_ID,
  AWS_BEDROCK_DATA_SOURCE_ID,
  AWS_BEDROCK_GUARDRAIL_ID,
  AWS_BEDROCK_KNOWLEDGE_BASE_ID,
  AWS_EXTENDED_REQUEST_ID,
  AWS_KINESIS_STREAM_NAME,
  AWS_KINESIS_STREAM_NAME_DOT,
  AWS_LAMBDA_FUNCTION_NAME,
  AWS_LAMBDA_INVOKED_ARN,
  AWS_OPERATION,
  AWS_QUEUE_URL,
  AWS_QUEUE_URL_DOT,
  AWS_REGION,
  AWS_REQUEST_EXTENDED_ID,
  AWS_REQUEST_ID,
  AWS_REQUEST_ID_CAMEL,
  AWS_REQUEST_ID_DOT,
  AWS_S3_BUCKET,
  AWS_S3_KEY,
  AWS_SECRET_ARN,
  AWS_SNS_TOPIC_ARN,
  AWS_SQS_QUEUE_URL,
  AWS_STATE_MACHINE_ARN,
  AWS_TABLE_NAME,
  AWS_TABLE_NAME_DOT,
  CALLED,
  CLOUD_REGION,
  CLOUD_RESOURCE_ID,
  FAAS_EXECUTION,
  FAAS_ID,
  FAAS_INVOCATION_ID,
  FAAS_INVOKED_NAME,
  HTTP_RESEND_COUNT,
  MESSAGING_SYSTEM,
  MESSAGING_URL,
  RPC_METHOD,
  RPC_SERVICE,
  type Slot,
  URL_FULL,
  XRAY,
  XRAY_RETRIES,
  XRAY_SAMPLING_RULE,
} from '../read/semconv.ts';
import { tablesOf } from '../read/table-names.ts';
import type { ResourceFacts } from '../resource/resource.ts';
import { retriesOf } from '../tree/attempts.ts';
import { type Encoded, encoded, type JsonWriter, type MemberName, memberName, opening } from '../write/json-writer.ts';
import { writeTables } from '../write/tables.ts';

/** The names of the members written here. */
const M = {
  aws: opening('aws'),
  account_id: memberName('account_id'),
  operation: memberName('operation'),
  queue_url: memberName('queue_url'),
  resource_names: memberName('resource_names'),
  retries: memberName('retries'),
  xray: opening('xray'),
  rule_name: memberName('rule_name'),
  region: memberName('region'),
  request_id: memberName('request_id'),
  id_2: memberName('id_2'),
};

/** Writes `aws`: what describes the host, and what describes the call. */
export function writeAws(t: Translation, e: Entity, facts: ResourceFacts): void {
  const { writer, attributes: a } = t;
  const { awsCalls } = t.options.rules;
  if ((a.groups & AWS) !== 0 && !awsCalls) takeCallAsCollector(a);
  const aboutHost = !awsCalls || isSegment(e.role);
  const isCall = (a.groups & AWS) !== 0 || (awsCalls && e.isAwsCall);
  if (facts.isForeign || (!aboutHost && !isCall && (a.groups & XRAY) === 0)) return;
  const mark = writer.length;
  writer.openMember(M.aws);
  const ofAccount =
    e.role === 'service' ? serviceAccount(t, facts) : a.text(AWS_ACCOUNT_ID) || (aboutHost ? facts.accountId : '');
  if (ofAccount !== '') {
    writer.stringMember(M.account_id, ofAccount);
    a.useIfSame(ofAccount, ACCOUNT);
  }
  if (isCall && e.role !== 'service') {
    if (awsCalls) writeCall(writer, a, e);
    else writeCallAsCollector(writer, a);
  }
  if (t.options.rules.roundTrip) writeRetries(t, e);
  if (aboutHost) writer.members(facts.aws);
  writeXRay(t, aboutHost ? facts.xray : NOTHING);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

/** The reference omits the account of the call from the service segment, and with it that of the host. */
function serviceAccount(t: Translation, facts: ResourceFacts): string {
  return t.options.rules.awsCalls ? facts.accountId : '';
}

function writeCall(writer: JsonWriter, a: AttributeReader, e: Entity): void {
  writeOperation(writer, a, e);
  writeFirst(writer, a, M.region, e.isAwsCall ? REGION_OF_CALL : REGION);
  writeFirst(writer, a, M.request_id, REQUEST_ID);
  writeFirst(writer, a, M.id_2, EXTENDED_REQUEST_ID);
  writeQueue(writer, a, e);
  const table = a.text(AWS_TABLE_NAME) || a.text(AWS_TABLE_NAME_DOT);
  const tables = tablesOf(a, table);
  writeTables(writer, tables);
  if (tables === table) a.useIfSame(table, TABLE);
  if ((a.groups & CALLED) !== 0) writeCalled(writer, a);
}

function writeCalled(writer: JsonWriter, a: AttributeReader): void {
  for (const { member, slots } of CALL_MEMBERS) {
    const slot = a.firstText(slots);
    if (slot === undefined) continue;
    const text = a.text(slot);
    writer.stringMember(member, slot === FAAS_INVOKED_NAME ? functionName(text) : text);
  }
  writeResourceNames(writer, a);
}

/** The name in the ARN of a function, `arn:aws:lambda:region:account:function:name:alias`; any other text as it is. */
function functionName(text: string): string {
  return text.startsWith('arn:') ? (text.split(':')[6] ?? text) : text;
}

const REGION: readonly Slot[] = [AWS_REGION];
const REGION_OF_CALL: readonly Slot[] = [AWS_REGION, CLOUD_REGION];
const REQUEST_ID: readonly Slot[] = [
  AWS_REQUEST_ID,
  AWS_REQUEST_ID_DOT,
  AWS_REQUEST_ID_CAMEL,
  FAAS_INVOCATION_ID,
  FAAS_EXECUTION,
];
const EXTENDED_REQUEST_ID: readonly Slot[] = [AWS_EXTENDED_REQUEST_ID, AWS_REQUEST_EXTENDED_ID];
const TABLE: readonly Slot[] = [AWS_TABLE_NAME, AWS_TABLE_NAME_DOT];
const QUEUE: readonly Slot[] = [AWS_SQS_QUEUE_URL, MESSAGING_URL, AWS_QUEUE_URL, AWS_QUEUE_URL_DOT];
const QUEUE_OF_CALL: readonly Slot[] = [...QUEUE, URL_FULL];
const QUEUE_SHOWN: readonly Slot[] = [AWS_QUEUE_URL, AWS_QUEUE_URL_DOT, URL_FULL];

/** Whether `url.full` is the URL of a queue, as instrumentation-aws-sdk has it for SQS, and none of a request. */
export function isCallOfQueue(a: AttributeReader): boolean {
  return (
    a.text(RPC_SERVICE) === 'SQS' || a.text(MESSAGING_SYSTEM) === 'aws_sqs' || a.text(RPC_METHOD).startsWith('SQS/')
  );
}

// Names as AWS's own SDKs write them; the attributes stay in the metadata, since nothing but these SDKs documents the members.
const CALL_MEMBERS: readonly { readonly member: MemberName; readonly slots: readonly Slot[] }[] = [
  { member: memberName('bucket_name'), slots: [AWS_S3_BUCKET] },
  { member: memberName('key'), slots: [AWS_S3_KEY] },
  { member: memberName('topic_arn'), slots: [AWS_SNS_TOPIC_ARN] },
  { member: memberName('function_name'), slots: [AWS_LAMBDA_FUNCTION_NAME, FAAS_INVOKED_NAME] },
  { member: memberName('stream_name'), slots: [AWS_KINESIS_STREAM_NAME, AWS_KINESIS_STREAM_NAME_DOT] },
  { member: memberName('function_arn'), slots: [AWS_LAMBDA_INVOKED_ARN, CLOUD_RESOURCE_ID, FAAS_ID] },
];

/** Writes the operation; of a method with its service in front, only the part after the slash. */
function writeOperation(writer: JsonWriter, a: AttributeReader, e: Entity): void {
  const operation = a.text(AWS_OPERATION);
  if (operation !== '') {
    writer.stringMember(M.operation, operation);
    a.use(AWS_OPERATION);
    return;
  }
  const method = e.isAwsCall ? a.text(RPC_METHOD) : '';
  if (method === '') return;
  const slash = method.indexOf('/');
  writer.stringMember(M.operation, slash < 0 ? method : method.slice(slash + 1));
  if (slash < 0) a.use(RPC_METHOD);
}

function writeFirst(writer: JsonWriter, a: AttributeReader, member: MemberName, slots: readonly Slot[]): void {
  const slot = a.firstText(slots);
  if (slot === undefined) return;
  writer.stringMember(member, a.text(slot));
  a.useIfSame(a.value(slot), slots);
}

/** Only what looks like a URL: a plain name of a queue has its place in the name. */
function writeQueue(writer: JsonWriter, a: AttributeReader, e: Entity): void {
  for (const slot of e.isAwsCall && isCallOfQueue(a) ? QUEUE_OF_CALL : QUEUE) {
    // The URL of a broker, `amqp://host`, names no queue.
    if (!a.has(slot) || !a.text(slot).startsWith('http')) continue;
    writer.stringMember(M.queue_url, a.text(slot));
    a.useIfSame(a.value(slot), QUEUE_SHOWN);
    return;
  }
}

const RESOURCE_NAMES: readonly Slot[] = [
  AWS_SECRET_ARN,
  AWS_STATE_MACHINE_ARN,
  AWS_ACTIVITY_ARN,
  AWS_BEDROCK_AGENT_ID,
  AWS_BEDROCK_KNOWLEDGE_BASE_ID,
  AWS_BEDROCK_DATA_SOURCE_ID,
  AWS_BEDROCK_GUARDRAIL_ID,
];

function writeResourceNames(writer: JsonWriter, a: AttributeReader): void {
  if (a.firstText(RESOURCE_NAMES) === undefined) return;
  const names = RESOURCE_NAMES.map((slot) => a.text(slot)).filter((name) => name !== '');
  writer.name(M.resource_names);
  writer.openArray();
  for (const name of names) writer.string(name);
  writer.closeArray();
}

function writeRetries({ writer, attributes: a, report, options }: Translation, e: Entity): void {
  const slot = a.has(XRAY_RETRIES) ? XRAY_RETRIES : HTTP_RESEND_COUNT;
  if (!a.has(slot)) {
    if (!options.rules.localWork || !e.isAwsCall || e.role === 'service') return;
    const counted = retriesOf(e.node);
    if (counted > 0) writer.numberMember(M.retries, counted);
    return;
  }
  const retries = a.integer(slot);
  if (retries <= 0) return;
  if (!Number.isSafeInteger(retries)) {
    warn(report, `${retries} is no number of retries; it stays in the metadata`);
    return;
  }
  writer.numberMember(M.retries, retries);
  a.use(slot);
}

const NOTHING = encoded(new Uint8Array(0));
const ACCOUNT: readonly Slot[] = [AWS_ACCOUNT_ID];

function writeXRay(t: Translation, aboutHost: Encoded): void {
  const { writer, attributes: a } = t;
  const rule = t.options.rules.roundTrip ? a.text(XRAY_SAMPLING_RULE) : '';
  if (aboutHost.bytes.length === 0 && rule === '') return;
  writer.openMember(M.xray);
  writer.members(aboutHost);
  if (rule !== '') {
    writer.stringMember(M.rule_name, rule);
    a.use(XRAY_SAMPLING_RULE);
  }
  writer.closeObject();
}
