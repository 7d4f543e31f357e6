import { type Entity, hasEvents, type Translation } from '../entity/translation.ts';
import type { EventLike } from '../ground/readable-span.ts';
import { noteTruncated } from '../ground/report.ts';
import {
  GENAI_INPUT_MESSAGES,
  GENAI_OUTPUT_MESSAGES,
  GENAI_SYSTEM_INSTRUCTIONS,
  GENAI_TOOL_DEFINITIONS,
  NAMES,
  type Slot,
} from '../read/semconv.ts';
import { isModelContent } from '../read/sensitive-keys.ts';
import { writeValue } from '../write/json-value.ts';
import { type MemberName, memberName } from '../write/json-writer.ts';
import { toJsonValue } from '../write/odd-values.ts';
import { shorten } from '../write/shorten.ts';
import { toSeconds } from '../write/time.ts';
import { cleanedAttributes } from './privacy.ts';

/** The names of the members written here. */
const M = {
  gen_ai: memberName('gen_ai'),
  events: memberName('events'),
  name: memberName('name'),
  time: memberName('time'),
  attributes: memberName('attributes'),
};

const GENAI_CONTENT: readonly (readonly [slot: Slot, member: MemberName])[] = [
  [GENAI_INPUT_MESSAGES, memberName('input.messages')],
  [GENAI_OUTPUT_MESSAGES, memberName('output.messages')],
  [GENAI_SYSTEM_INSTRUCTIONS, memberName('system_instructions')],
  [GENAI_TOOL_DEFINITIONS, memberName('tool.definitions')],
];

/** Characters of one content of a model with `genAiContent: 'truncate'`. */
export const GENAI_CONTENT_LENGTH = 4_000;

/** Writes `metadata.gen_ai`: prompts and answers of a model, from attributes and from the events that were there before them. */
export function writeGenAi(t: Translation, e: Entity): void {
  const { writer, attributes: a } = t;
  const mark = writer.length;
  writer.name(M.gen_ai);
  writer.openObject();
  for (const [slot, member] of GENAI_CONTENT) {
    if (!a.has(slot) || t.options.genAiContent === 'drop') continue;
    writer.name(member);
    writeContent(t, NAMES[slot] as string, a.value(slot));
  }
  writeContentEvents(t, e);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

/** Before there were attributes for them, prompts and answers were events: `gen_ai.user.message`, `gen_ai.choice` … */
export function isGenAiEvent(event: EventLike): boolean {
  const { name } = event;
  return typeof name === 'string' && name !== 'exception' && (name.startsWith('gen_ai.') || isModelContent(name));
}

function writeContentEvents(t: Translation, e: Entity): void {
  const { writer, options } = t;
  const { events } = e.node.span;
  if (!hasEvents(e) || e.role === 'service' || !events.some(isGenAiEvent)) return;
  const ofModel = (events as readonly EventLike[]).filter(isGenAiEvent);
  if (options.genAiContent === 'drop') {
    for (const { name } of ofModel) noteTruncated(t.report, name);
    return;
  }
  writer.name(M.events);
  writer.openArray();
  for (const { name, time, attributes } of ofModel) {
    writer.openObject();
    writer.stringMember(M.name, name);
    writer.numberMember(M.time, toSeconds(time));
    writer.name(M.attributes);
    writer.openObject();
    for (const [key, value] of Object.entries(cleanedAttributes(attributes ?? {}, options, t.report))) {
      writer.key(key);
      writeContent(t, key, value);
    }
    writer.closeObject();
    writer.closeObject();
  }
  writer.closeArray();
}

/** Prompts and answers come as JSON in text: they are shown as what they are, unless too long. */
function writeContent(t: Translation, attribute: string, value: unknown): void {
  const text = typeof value === 'string' ? value : (JSON.stringify(toJsonValue(value)) ?? '');
  if (t.options.genAiContent === 'truncate' && text.length > GENAI_CONTENT_LENGTH) {
    noteTruncated(t.report, attribute);
    t.writer.string(shorten(text, GENAI_CONTENT_LENGTH));
    return;
  }
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Text that is no JSON is shown as text.
  }
  writeValue(t.writer, parsed);
}

/** Says which attributes `metadata.gen_ai` shows, or leaves out where the options say so. */
export function takeGenAi(t: Translation): void {
  const { attributes: a } = t;
  for (const [slot] of GENAI_CONTENT) {
    if (a.has(slot) && t.options.genAiContent === 'drop') noteTruncated(t.report, NAMES[slot] as string);
    a.use(slot);
  }
}
