export { isFunctionSegment } from './blocks/lambda.ts';
export type { IndexedAttribute, TranslatorOptions } from './ground/options.ts';
export type {
  AttributesLike,
  EventLike,
  HrTimeLike,
  LinkLike,
  SpanContextLike,
  SpanLike,
} from './ground/readable-span.ts';
export type { TranslationReport } from './ground/report.ts';
export { splitDocument } from './limits/split-document.ts';
export type { ByteSink, Translator } from './translator.ts';
export { createTranslator, translateToBytes } from './translator.ts';
export { serializeDocument } from './write/serializer.ts';
