import type { EntityFields, ExceptionBlock } from '@otel-xray/format';
import { shorten } from '../write/shorten.ts';

/**
 * The last step, when strings are short and the document is still too large: whole members are removed, largest first, each down to its
 * required part. Then the remaining strings are cut, since names of any script and escapes may take six bytes a character.
 * @param byteLength of any value, as JSON
 */
export function reduceMembers(
  entity: EntityFields,
  room: number,
  truncated: string[],
  byteLength: (value: unknown) => number,
): void {
  const members = entity as unknown as Record<string, unknown>;
  const sizes = Object.keys(members)
    .filter((member) => !KEPT.has(member))
    .map((member) => ({ member, size: byteLength(members[member]) }))
    .sort((a, b) => b.size - a.size);
  for (const { member } of sizes) {
    if (byteLength(entity) <= room) return;
    truncated.push(member);
    const reduced = reduce(member, entity);
    if (reduced === undefined) delete members[member];
    else members[member] = reduced;
  }
  for (const length of [256, 64]) if (byteLength(entity) > room) cutLastTexts(entity, length);
}

const KEPT: ReadonlySet<string> = new Set([
  'id',
  'name',
  'trace_id',
  'parent_id',
  'type',
  'namespace',
  'start_time',
  'end_time',
  'in_progress',
  'fault',
  'error',
  'throttle',
  'subsegments',
]);

/** The required part of a member: status, operation, and the first exception without its stack. */
function reduce(member: string, { http, aws, cause }: EntityFields): unknown {
  if (member === 'http') return http?.response?.status && { response: { status: http.response.status } };
  if (member === 'aws') return aws?.operation && { operation: aws.operation };
  if (member !== 'cause') return undefined;
  // A failure without cause is none for what reads failures from causes.
  if (typeof cause === 'string') return cause;
  const first = firstException(cause);
  return { exceptions: first === undefined ? [] : [withoutStack(first)] };
}

function withoutStack({ stack, cause, truncated = 0, ...shown }: ExceptionBlock): ExceptionBlock {
  const left = truncated + (stack?.length ?? 0);
  return { ...shown, ...(left > 0 && { truncated: left }) };
}

function cutLastTexts({ aws, cause }: EntityFields, length: number): void {
  if (aws?.operation !== undefined) aws.operation = shorten(aws.operation, length);
  const first = firstException(cause);
  if (first?.type !== undefined) first.type = shorten(first.type, length);
  if (first?.message !== undefined) first.message = shorten(first.message, length);
}

function firstException(cause: EntityFields['cause']): ExceptionBlock | undefined {
  return typeof cause === 'object' ? cause.exceptions?.[0] : undefined;
}
