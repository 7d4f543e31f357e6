/**
 * Returns the one value of a process that has this name: the ESM and the CommonJS build, and two installed copies, share it.
 * @param make creates the value when no copy has done so
 */
export function shared<T>(name: string, make: () => T): T {
  const key = Symbol.for(`@otel-xray/aws-xray-sdk-core/${name}`);
  const values = globalThis as { [key: symbol]: T | undefined };
  const known = values[key];
  if (known !== undefined) return known;
  const made = make();
  values[key] = made;
  return made;
}
