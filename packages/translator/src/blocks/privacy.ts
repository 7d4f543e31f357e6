import type { Translation } from '../entity/translation.ts';
import type { ResolvedOptions } from '../ground/options.ts';
import type { AttributesLike } from '../ground/readable-span.ts';
import { noteTruncated, type TranslationReport } from '../ground/report.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import { type Cleaner, cleanerOf, isModelContent } from '../read/sensitive-keys.ts';
import { toJsonValue } from '../write/odd-values.ts';
import { shorten } from '../write/shorten.ts';
import { GENAI_CONTENT_LENGTH } from './gen-ai.ts';

/**
 * Cleans the attributes that may hold secrets, and treats the content of models as `genAiContent` says. It runs before any rule reads
 * them, so that neither annotations nor metadata show them.
 */
export function cleanAttributes({ attributes: a, options, report }: Translation): void {
  for (let at = a.count - 1; at >= 0; at--) {
    const step = a.step(at);
    if (step.cleaner !== undefined) {
      const value = a.values[at];
      if (value === step.clean) continue;
      const cleaned = cleanedValue(value, step.cleaner, options);
      if (cleaned !== value) a.values[at] = cleaned;
      else if (typeof value === 'string' && value.length < 1_000) step.clean = value;
    } else if (step.isContent) {
      limitContent(a, at, options, report);
    }
  }
}

function limitContent(a: AttributeReader, at: number, options: ResolvedOptions, report: TranslationReport): void {
  const { genAiContent } = options;
  if (genAiContent === 'keep') return;
  const value = a.values[at];
  if (genAiContent === 'truncate') {
    const text = typeof value === 'string' ? value : (JSON.stringify(toJsonValue(value)) ?? '');
    if (text.length <= GENAI_CONTENT_LENGTH) return;
    noteTruncated(report, a.key(at));
    a.values[at] = shorten(text, GENAI_CONTENT_LENGTH);
    return;
  }
  noteTruncated(report, a.key(at));
  a.removeAt(at);
}

function cleanedValue(value: unknown, cleaner: Cleaner, { urlQuery, maxDocumentBytes }: ResolvedOptions): unknown {
  if (typeof value === 'string') return cleaner(shorten(value, maxDocumentBytes), urlQuery);
  if (!Array.isArray(value)) return value;
  return value.map((item) => (typeof item === 'string' ? cleaner(item, urlQuery) : item));
}

/** The same for attributes of events, links and resources; the very object where nothing is to be hidden. */
export function cleanedAttributes(
  attributes: AttributesLike,
  options: ResolvedOptions,
  report?: TranslationReport,
): AttributesLike {
  if (!options.rules.privacy || !Object.keys(attributes).some(isSensitive)) return attributes;
  const cleaned: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(attributes)) {
    if (options.genAiContent === 'drop' && isModelContent(key)) {
      if (report !== undefined) noteTruncated(report, key);
      continue;
    }
    const cleaner = cleanerOf(key);
    cleaned[key] = cleaner === undefined ? attributes[key] : cleanedValue(attributes[key], cleaner, options);
  }
  return cleaned;
}

function isSensitive(key: string): boolean {
  return cleanerOf(key) !== undefined || isModelContent(key);
}
