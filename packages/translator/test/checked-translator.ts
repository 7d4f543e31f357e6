import type { SegmentDocument } from '@otel-xray/format';
import { expectValidDocument } from '@otel-xray/test-kit';
import type { TranslatorOptions } from '../src/ground/options.ts';
import { createTranslator as create, type Translator } from '../src/translator.ts';

const DECODER = new TextDecoder('utf-8', { fatal: true });

/** A translator whose every document is looked at: what it makes in a test, X-Ray would take. */
export function createTranslator(options?: TranslatorOptions): Translator {
  const translator = create(options);
  return {
    translate(spans) {
      const result = translator.translate(spans);
      result.documents.forEach(expectValidDocument);
      return result;
    },
    translateToBytes(spans, sink) {
      const texts: string[] = [];
      const report = translator.translateToBytes(spans, (buffer, from, to, count) => {
        texts.push(DECODER.decode(buffer.subarray(from, to)));
        sink(buffer, from, to, count);
      });
      // Not in the sink: what it throws counts as a failure of the span.
      for (const text of texts) expectValidDocument(JSON.parse(text) as SegmentDocument);
      return report;
    },
  };
}
