/** Returns the annotation key of an attribute: a key may hold letters, digits, `_` and, in current versions, dots (X-Ray segment documents, "Annotations"). */
export function toAnnotationKey(name: string, keepsDots: boolean): string {
  return name.replace(keepsDots ? /[^0-9A-Za-z.]/gu : /[^0-9A-Za-z]/gu, '_');
}
