/**
 * Returns a value as an annotation, `undefined` for one that is none. Dates become ISO strings and bigints numbers or strings, which the
 * X-Ray SDK passes on in a form that X-Ray drops.
 */
export function annotationValue(value: unknown): string | number | boolean | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
    default:
      return value instanceof Date && Number.isFinite(value.getTime()) ? value.toISOString() : undefined;
  }
}
