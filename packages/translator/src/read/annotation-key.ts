/** Returns the annotation key of an attribute: letters, digits, `_` and, if allowed, dots (X-Ray segment documents, "Annotations"). */
export function toAnnotationKey(name: string, keepsDots: boolean): string {
  return name.replace(keepsDots ? /[^0-9A-Za-z.]/gu : /[^0-9A-Za-z]/gu, '_');
}
