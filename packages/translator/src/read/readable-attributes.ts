import type { AttributesLike } from '../ground/readable-span.ts';
import { noteTruncated, type TranslationReport, warn } from '../ground/report.ts';

/** A copy of attributes without those that throw when they are read; each is named in the report. */
export function readableAttributes(attributes: AttributesLike, report: TranslationReport): AttributesLike {
  const readable: Record<string, unknown> = Object.create(null);
  for (const key of keysOf(attributes, report)) {
    try {
      readable[key] = attributes[key];
    } catch {
      noteTruncated(report, key);
      warn(report, `the attribute ${key} threw when it was read, and is left out`);
    }
  }
  return readable;
}

function keysOf(attributes: AttributesLike, report: TranslationReport): readonly string[] {
  try {
    return Object.keys(attributes);
  } catch {
    warn(report, 'the attributes of a span threw when they were listed, and are left out');
    return [];
  }
}
