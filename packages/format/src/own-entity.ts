/**
 * Key of a span under which it carries its own X-Ray entity. The translator writes that entity instead of deriving
 * one from attributes, which is how documents of the X-Ray SDK's replacement equal the SDK's.
 */
export const OWN_ENTITY: unique symbol = Symbol.for('@otel-xray/own-entity') as never;

/** The X-Ray entity of a span that knows it better than its attributes do. */
export interface OwnEntity {
  /** Whether the entity has a user of its own, so that none is added. */
  readonly user?: unknown;
  /**
   * Returns the JSON text of the entity, an object without `subsegments`. An embedded one leaves out `trace_id`, `parent_id` and `type`.
   * Called when the document is written, so data that was added after the end of the span is in it.
   */
  toEntityJson(isEmbedded: boolean): string;
}

/**
 * Returns the entity that a span carries, if it carries one.
 * @example ownEntityOf(span)?.name
 */
export function ownEntityOf(span: object): OwnEntity | undefined {
  const own = (span as { readonly [OWN_ENTITY]?: OwnEntity })[OWN_ENTITY];
  return typeof own?.toEntityJson === 'function' ? own : undefined;
}
