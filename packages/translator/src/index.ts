export { isFunctionSegment } from './lambda.ts';
export type { IndexedAttribute, TranslatorOptions } from './options.ts';
export type {
  AttributesLike,
  EventLike,
  HrTimeLike,
  LinkLike,
  SpanContextLike,
  SpanLike,
} from './readable-span.ts';
export type { TranslationReport } from './report.ts';
export { serializeDocument } from './serializer.ts';
export { splitDocument } from './split-document.ts';
export type { ByteSink, Translator } from './translator.ts';
export { createTranslator, translateToBytes } from './translator.ts';
