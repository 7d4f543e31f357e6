import type { AttributeReader } from '../read/attribute-reader.ts';
import {
  AWS_ACCOUNT_ID,
  AWS_OPERATION,
  AWS_QUEUE_URL,
  AWS_QUEUE_URL_DOT,
  AWS_REGION,
  AWS_REQUEST_ID,
  AWS_REQUEST_ID_CAMEL,
  AWS_TABLE_NAME,
  AWS_TABLE_NAME_DOT,
  MESSAGING_URL,
  RPC_METHOD,
  type Slot,
} from '../read/semconv.ts';
import { tablesOf } from '../read/table-names.ts';
import { type JsonWriter, type MemberName, memberName } from '../write/json-writer.ts';
import { writeTables } from '../write/tables.ts';

/** The names of the members written here. */
const M = {
  operation: memberName('operation'),
  region: memberName('region'),
  request_id: memberName('request_id'),
  queue_url: memberName('queue_url'),
};

/** Removes the attributes of an AWS call from the metadata, whether the document shows them or not. */
export function takeCallAsCollector(a: AttributeReader): void {
  for (const slot of TAKEN) a.use(slot);
}

const TAKEN: readonly Slot[] = [
  AWS_OPERATION,
  RPC_METHOD,
  AWS_ACCOUNT_ID,
  AWS_REGION,
  AWS_REQUEST_ID,
  AWS_REQUEST_ID_CAMEL,
  AWS_QUEUE_URL,
  AWS_QUEUE_URL_DOT,
  AWS_TABLE_NAME,
  AWS_TABLE_NAME_DOT,
];

/** Writes the members of `aws` that describe a call. Presence counts: an empty value of the first name hides the second. */
export function writeCallAsCollector(writer: JsonWriter, a: AttributeReader): void {
  writeText(writer, M.operation, firstPresentText(a, OPERATION));
  writeText(writer, M.region, a.text(AWS_REGION));
  writeText(writer, M.request_id, firstPresentText(a, REQUEST_ID));
  writeText(writer, M.queue_url, firstPresentText(a, QUEUE));
  writeTables(writer, tablesOf(a, firstPresentText(a, TABLE)));
}

const OPERATION: readonly Slot[] = [AWS_OPERATION, RPC_METHOD];
const REQUEST_ID: readonly Slot[] = [AWS_REQUEST_ID, AWS_REQUEST_ID_CAMEL];
const QUEUE: readonly Slot[] = [MESSAGING_URL, AWS_QUEUE_URL, AWS_QUEUE_URL_DOT];
const TABLE: readonly Slot[] = [AWS_TABLE_NAME, AWS_TABLE_NAME_DOT];

function firstPresentText(a: AttributeReader, slots: readonly Slot[]): string {
  const slot = a.firstPresent(slots);
  return slot === undefined ? '' : a.text(slot);
}

function writeText(writer: JsonWriter, member: MemberName, value: string): void {
  if (value !== '') writer.stringMember(member, value);
}
