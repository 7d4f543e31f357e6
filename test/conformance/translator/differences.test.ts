import type { SegmentDocument } from '@otel-xray/format';
import { expectValidDocument } from '@otel-xray/test-kit';
import { describe, expect, it } from 'vitest';
import { DIFFERENCES } from '../../../packages/translator/src/differences.ts';
import { resolveOptions } from '../../../packages/translator/src/ground/options.ts';
import type { SpanLike } from '../../../packages/translator/src/ground/readable-span.ts';
import {
  ALL_NAMES,
  type DifferenceName,
  type Rules,
  rulesOf,
  rulesWith,
} from '../../../packages/translator/src/ground/rules.ts';
import { type Translator, translatorOf } from '../../../packages/translator/src/translator.ts';
import { answerGolden, goldenCases } from '../golden.ts';
import { changedPaths, recognisableIds } from './changes.ts';
import { spansOf } from './spans-of-vector.ts';
import { isForJs, optionsOf, readVectors, type Vector } from './vectors.ts';

const names = Object.keys(DIFFERENCES) as DifferenceName[];

const translators = new Map<string, Translator>();

/** What the vector's spans give under these rules; one translator for each configuration, since there are sixty thousand answers. */
function answer(vector: Vector, spans: readonly SpanLike[], rules: Rules): SegmentDocument[] {
  const key = JSON.stringify([vector.config, rules]);
  let translator = translators.get(key);
  if (translator === undefined) {
    translator = translatorOf(resolveOptions({ ...optionsOf(vector), idGenerator: recognisableIds() }, rules));
    translators.set(key, translator);
  }
  return translator.translate(spans).documents;
}

/** Whether a path is one of those declared, or lies below one of them. */
function isDeclared(path: string, declared: Iterable<string>): boolean {
  return [...declared].some((each) => path === each || path.startsWith(`${each}.`));
}

/** What changes when one difference is switched on alone, and when it is the only one off, by vector. */
const changes = readVectors()
  .flatMap(({ vectors }) => vectors.filter(isForJs))
  .map((vector) => {
    const spans = spansOf(vector.input);
    const ids = new Set(spans.map((span) => span.spanContext().spanId));
    const none = answer(vector, spans, rulesWith([]));
    const all = answer(vector, spans, rulesOf('enhanced'));
    all.forEach(expectValidDocument);
    const alone = new Map<DifferenceName, Set<string>>();
    const missing = new Map<DifferenceName, Set<string>>();
    for (const name of names) {
      alone.set(name, changedPaths(none, answer(vector, spans, rulesWith([name])), ids));
      const others = rulesWith(names.filter((other) => other !== name));
      missing.set(name, changedPaths(all, answer(vector, spans, others), ids));
    }
    return { vector: vector.name, alone, missing, together: changedPaths(none, all, ids) };
  });

describe('the table of differences', () => {
  it('names every rule, and the profile enhanced has all of them on', () => {
    expect([...names].sort()).toEqual([...ALL_NAMES].sort());
    expect(Object.values(rulesOf('enhanced'))).toEqual(names.map(() => true));
    expect(Object.values(rulesOf('collector'))).toEqual(names.map(() => false));
  });

  it.each(names)('%s changes only what it declares', (name) => {
    const undeclared = changes.flatMap(({ vector, alone }) =>
      [...(alone.get(name) ?? [])]
        .filter((path) => !isDeclared(path, DIFFERENCES[name].changes))
        .map((path) => `${vector}: ${path}`),
    );
    expect(undeclared).toEqual([]);
  });

  it('explains all that the two profiles differ in: in each vector, by entries that matter there', () => {
    const unexplained = changes.flatMap(({ vector, alone, missing, together }) => {
      const atWork = names.filter((name) => alone.get(name)?.size || missing.get(name)?.size);
      const declared = new Set(atWork.flatMap((name) => [...DIFFERENCES[name].changes]));
      return [...together].filter((path) => !isDeclared(path, declared)).map((path) => `${vector}: ${path}`);
    });
    expect(unexplained).toEqual([]);
  });

  it.each(names)('%s has a golden whose answer needs it', (name) => {
    const { golden } = DIFFERENCES[name];
    expect(goldenCases()).toContain(golden);
    const others = rulesWith(names.filter((other) => other !== name));
    expect(answerGolden(golden, others)).not.toEqual(answerGolden(golden));
  });
});
