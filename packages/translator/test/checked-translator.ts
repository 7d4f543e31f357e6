import type { SegmentDocument } from '@otel-xray/format';
import { expectValidDocument } from '@otel-xray/test-kit';
import type { TranslatorOptions } from '../src/options.ts';
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
      return translator.translateToBytes(spans, (buffer, from, to, count) => {
        expectValidDocument(JSON.parse(DECODER.decode(buffer.subarray(from, to))) as SegmentDocument);
        sink(buffer, from, to, count);
      });
    },
  };
}
