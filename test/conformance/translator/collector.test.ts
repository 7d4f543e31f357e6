import { createTranslator } from '@otel-xray/translator';
import { describe, expect, it } from 'vitest';
import { differenceOf } from './compare.ts';
import { spansOf } from './spans-of-vector.ts';
import { isForJs, optionsOf, readVectors, wantedOf } from './vectors.ts';

describe('profile collector gives what the reference gives', () => {
  for (const { file, vectors } of readVectors()) {
    const cases = vectors.filter(isForJs);
    it.each(cases.map((vector) => [vector.name, vector] as const))(`${file}: %s`, (_name, vector) => {
      const { documents } = createTranslator(optionsOf(vector)).translate(spansOf(vector.input));
      const differences = wantedOf(vector).map((want) => differenceOf(want, documents));
      expect(differences.includes(undefined) ? undefined : differences[0]).toBeUndefined();
    });
  }
});
