/** Attributes that became annotations: the metadata leaves them out. */
export interface Annotated {
  /** Keys of span attributes. */
  readonly span: ReadonlySet<string>;
  /** Keys of resource attributes. */
  readonly resource: ReadonlySet<string>;
  /** Keys of span attributes that the collector loses: named as annotations, but no scalars. */
  readonly lost: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
/** Shared by all spans without annotations, so that it can be known by identity. */
export const NO_ANNOTATIONS: Annotated = { span: NONE, resource: NONE, lost: NONE };
