/**
 * Creates the error for a wrong option, in the one form that all packages use.
 * @param expected completes "must be"
 * @example throw wrongOption('port', 70000, 'a port from 0 to 65535');
 * // TypeError: Option "port" must be a port from 0 to 65535, got 70000.
 */
export function wrongOption(name: string, value: unknown, expected: string): TypeError {
  return new TypeError(`Option "${name}" must be ${expected}, got ${showValue(value)}.`);
}

/** Describes a value in a message: strings quoted and cut, objects by their class, never their content. */
export function showValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return `an object (${value.constructor?.name ?? 'no class'})`;
  return String(value);
}

const MAX_SHOWN = 200;
