// The codes that browsers and Node.js keep for old programs (https://webidl.spec.whatwg.org/#idl-DOMException-error-names).
const NAMES: Readonly<Record<string, string>> = {
  3: 'HierarchyRequestError',
  4: 'WrongDocumentError',
  5: 'InvalidCharacterError',
  7: 'NoModificationAllowedError',
  8: 'NotFoundError',
  9: 'NotSupportedError',
  10: 'InUseAttributeError',
  11: 'InvalidStateError',
  12: 'SyntaxError',
  13: 'InvalidModificationError',
  14: 'NamespaceError',
  15: 'InvalidAccessError',
  17: 'TypeMismatchError',
  18: 'SecurityError',
  19: 'NetworkError',
  20: 'AbortError',
  21: 'URLMismatchError',
  22: 'QuotaExceededError',
  23: 'TimeoutError',
  24: 'InvalidNodeTypeError',
  25: 'DataCloneError',
};

/** Codes of gRPC end here: up to it, a number may be one of those. */
const LAST_OF_GRPC = 16;

/**
 * The name of an exception whose type is the code of a DOMException, which is what `recordException` of OpenTelemetry records where an
 * error has one. Any other type is returned as it is.
 */
export function nameOfType(type: string, stack: string): string {
  const name = /^\d{1,2}$/.test(type) ? NAMES[type] : undefined;
  if (name === undefined) return type;
  const isSure = stack === '' ? Number(type) > LAST_OF_GRPC : stack.startsWith(name);
  return isSure ? name : type;
}
