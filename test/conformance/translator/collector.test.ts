import { createTranslator } from '@otel-xray/translator';
import { describe, expect, it } from 'vitest';
import { differenceOf } from './compare.ts';
import { spansOf } from './spans-of-vector.ts';
import { optionsOf, readVectors } from './vectors.ts';

describe('profile collector gives what the reference gives', () => {
  for (const { file, vectors } of readVectors()) {
    // Left out: what spans of OpenTelemetry JS cannot express, and inputs that are no requests.
    const cases = vectors.filter((vector) => vector.js && !vector.error?.startsWith('otlp:'));
    it.each(cases.map((vector) => [vector.name, vector] as const))(`${file}: %s`, (_name, vector) => {
      const { documents } = createTranslator(optionsOf(vector)).translate(spansOf(vector.input));
      // Where the reference crashes, having answered is enough.
      if (vector.error?.startsWith('panic:')) return;
      const wanted = vector.alternatives ?? [vector.expected];
      const differences = wanted.map((want) => differenceOf(want, documents));
      expect(differences.includes(undefined) ? undefined : differences[0]).toBeUndefined();
    });
  }
});
