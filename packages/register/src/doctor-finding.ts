/** One thing that was found. */
export interface Finding {
  /** `ok` and `problem` are what was tried; `note` is what is set, or cannot be known. */
  readonly kind: 'ok' | 'note' | 'problem';
  readonly text: string;
  /** The cure of a problem. */
  readonly cure?: string;
}
