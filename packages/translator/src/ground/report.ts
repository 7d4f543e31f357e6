/** The outcome of the spans of one call. */
export interface TranslationReport {
  /** Spans handed over. */
  spans: number;
  /** Resulting documents. */
  documents: number;
  /** Spans that stand inside another span's document. */
  embedded: number;
  /** Subsegments that left their document because it was too large. */
  split: number;
  /** Values that were shortened or left out: the attribute's key as given, or a path of the document. */
  truncated: string[];
  /** Reason → number of spans that are in no document. */
  dropped: Record<string, number>;
  /** Problems that cost nothing, each once. */
  warnings: string[];
}

export function newReport(): TranslationReport {
  return { spans: 0, documents: 0, embedded: 0, split: 0, truncated: [], dropped: {}, warnings: [] };
}

/** The longest list of remarks that one report carries: a batch of a thousand odd spans says the same thing a thousand times. */
const MAX_REMARKS = 1_000;

export function countDropped(report: TranslationReport, reason: string): void {
  report.dropped[reason] = (report.dropped[reason] ?? 0) + 1;
}

export function noteTruncated(report: TranslationReport, what: string): void {
  if (report.truncated.length < MAX_REMARKS) report.truncated.push(what);
}

export function warn(report: TranslationReport, text: string): void {
  if (report.warnings.length < MAX_REMARKS && !report.warnings.includes(text)) report.warnings.push(text);
}

/** The warning that an optional part of a document failed. */
export function leftOut(part: string, error: unknown): string {
  return `${part} was left out: ${error instanceof Error ? error.message : String(error)}`;
}
