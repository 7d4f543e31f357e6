import type { Entity, Translation } from '../entity/translation.ts';
import type { AttributesLike, EventLike } from '../ground/readable-span.ts';
import { noteTruncated } from '../ground/report.ts';
import { writeValue } from '../write/json-value.ts';
import { type JsonWriter, memberName } from '../write/json-writer.ts';
import { toSeconds } from '../write/time.ts';
import { isExceptionEvent, leftOfException } from './cause.ts';
import { isGenAiEvent } from './gen-ai.ts';
import { cleanedAttributes } from './privacy.ts';

/** The names of the members written here. */
const M = {
  events: memberName('events'),
  name: memberName('name'),
  time: memberName('time'),
  attributes: memberName('attributes'),
  events_left_out: memberName('events_left_out'),
};

/** Writes `events` of `metadata.otel`: events that are no exceptions, in their order. */
export function writeEvents(t: Translation, e: Entity): void {
  const { writer } = t;
  const { span } = e.node;
  const mark = writer.length;
  let left = 0;
  let written = 0;
  writer.name(M.events);
  writer.openArray();
  for (const event of span.events as readonly EventLike[]) {
    if (t.options.rules.genAi && isGenAiEvent(event)) continue;
    const attributes = isExceptionEvent(event, e.isAwsCall) ? leftOfException(t, e, event) : (event.attributes ?? {});
    if (attributes === undefined) continue;
    if (written === t.options.maxEvents || writer.length - mark > t.options.maxDocumentBytes) {
      left++;
      continue;
    }
    written++;
    writeEvent(writer, event, cleanedAttributes(attributes, t.options, t.report));
  }
  if (written === 0) {
    writer.rewind(mark);
    return;
  }
  writer.closeArray();
  if (left > 0) {
    writer.numberMember(M.events_left_out, left);
    noteTruncated(t.report, 'events');
  }
}

function writeEvent(writer: JsonWriter, event: EventLike, attributes: AttributesLike): void {
  writer.openObject();
  writer.stringMember(M.name, String(event.name));
  writer.numberMember(M.time, toSeconds(event.time));
  writer.name(M.attributes);
  writeValue(writer, attributes);
  writer.closeObject();
}
