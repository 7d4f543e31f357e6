import { isSpanId, isTraceId, toXRayTraceId } from '@otel-xray/format';
import type { Translation } from '../entity/translation.ts';
import type { AttributesLike, LinkLike, SpanLike } from '../ground/readable-span.ts';
import { leftOut, warn } from '../ground/report.ts';
import { isZero } from '../tree/nest.ts';
import { writeValue } from '../write/json-value.ts';
import { type JsonWriter, type MemberName, memberName } from '../write/json-writer.ts';
import { cleanedAttributes } from './privacy.ts';

/** The names of the members written here. */
const M = {
  links: memberName('links'),
  trace_id: memberName('trace_id'),
  id: memberName('id'),
  attributes: memberName('attributes'),
};

/** Writes the links of a span as one member, `links`: of the document, or of its metadata. Nothing where it has none. */
export function writeLinks(t: Translation, span: SpanLike): void {
  const mark = t.writer.length;
  try {
    writeAll(t, span);
  } catch (error) {
    t.writer.rewind(mark);
    warn(t.report, leftOut('links', error));
  }
}

function writeAll(t: Translation, span: SpanLike): void {
  const { writer } = t;
  if (!Array.isArray(span.links) || span.links.length === 0) return;
  const mark = writer.length;
  writer.name(M.links);
  writer.openArray();
  for (const link of span.links as readonly (LinkLike | undefined)[]) {
    const { traceId, spanId } = link?.context ?? NO_CONTEXT;
    if (t.options.rules.badLinks && !(isTraceId(traceId) && isSpanId(spanId))) {
      warn(t.report, 'a link without usable ids was left out');
      continue;
    }
    writer.openObject();
    writer.stringMember(M.trace_id, toXRayTraceId(traceId));
    writer.stringMember(M.id, isZero(spanId) ? '' : spanId);
    const { attributes } = link ?? {};
    writeAttributes(writer, M.attributes, attributes && cleanedAttributes(attributes, t.options, t.report));
    writer.closeObject();
  }
  if (writer.atStart) writer.rewind(mark);
  else writer.closeArray();
}

const NO_CONTEXT = { traceId: '', spanId: '' };

/** Writes attributes as one member; nothing where there are none. */
function writeAttributes(writer: JsonWriter, member: MemberName, attributes: AttributesLike | undefined): void {
  if (attributes === undefined || attributes === null) return;
  const mark = writer.length;
  writer.name(member);
  writer.openObject();
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value === undefined || value === null) continue;
    writer.key(key);
    writeValue(writer, value);
  }
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}
