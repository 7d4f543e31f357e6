import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectValidDocument, makeSpan, type SpanFields } from '@otel-xray/test-kit';
import type { TranslatorOptions } from '@otel-xray/translator';
import { resolveOptions } from '../../packages/translator/src/ground/options.ts';
import type { Rules } from '../../packages/translator/src/ground/rules.ts';
import { translatorOf } from '../../packages/translator/src/translator.ts';

interface GoldenInput {
  readonly options?: TranslatorOptions;
  readonly spans: readonly SpanFields[];
}

const FOLDER = join(import.meta.dirname, 'golden');

/** The cases, as paths without their endings. */
export function goldenCases(): string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.span.json'))
    .map((file) => file.slice(0, -'.span.json'.length))
    .sort();
}

/** Where the answer of a case stands. */
export function goldenAnswerPath(name: string): string {
  return join(FOLDER, `${name}.segment.json`);
}

/** What the translator makes of a case now, or would with other rules. */
export function answerGolden(name: string, rules?: Rules): unknown {
  const { options, spans }: GoldenInput = JSON.parse(readFileSync(join(FOLDER, `${name}.span.json`), 'utf8'));
  let ids = 0;
  const idGenerator = { generateSpanId: () => (++ids).toString(16).padStart(16, '0') };
  // One process: spans that say the same of their resource have the same one.
  const resources = new Map<string, { attributes: SpanFields['resource'] & object }>();
  const resourceOf = ({ resource = {} }: SpanFields): { attributes: object & SpanFields['resource'] } => {
    const key = JSON.stringify(resource);
    const known = resources.get(key) ?? { attributes: resource };
    resources.set(key, known);
    return known;
  };
  const made = spans.map((fields) => ({ ...makeSpan(fields), resource: resourceOf(fields) }));
  const { documents, report } = translatorOf(resolveOptions({ ...options, idGenerator }, rules)).translate(made);
  if (rules === undefined) documents.forEach(expectValidDocument);
  const { truncated, dropped, warnings } = report;
  return {
    documents,
    ...(truncated.length > 0 && { truncated }),
    ...(Object.keys(dropped).length > 0 && { dropped }),
    ...(warnings.length > 0 && { warnings }),
  };
}
