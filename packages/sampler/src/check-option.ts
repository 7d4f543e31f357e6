/** @throws TypeError that names a wrong option, its value and what was expected */
export function checkOption(isRight: boolean, name: string, value: unknown, expected: string): void {
  if (isRight) return;
  const shown = typeof value === 'string' ? `'${value}'` : Array.isArray(value) ? 'a list' : String(value);
  throw new TypeError(`Option ${name} is ${shown}, expected ${expected}.`);
}
