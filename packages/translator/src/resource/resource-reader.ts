import type { AttributesLike } from '../ground/readable-span.ts';

/** Reads the attributes of a resource; what is missing or of another type reads as empty. */
export interface ResourceReader {
  readonly attributes: AttributesLike;
  has(name: string): boolean;
  text(name: string): string;
}

export function readResource(attributes: AttributesLike): ResourceReader {
  return {
    attributes,
    has: (name) => Object.hasOwn(attributes, name) && attributes[name] !== undefined && attributes[name] !== null,
    text: (name) => {
      const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      return typeof value === 'string' ? value : '';
    },
  };
}

export function isEmptyResource(resource: ResourceReader): boolean {
  for (const key in resource.attributes) if (resource.has(key)) return false;
  return true;
}
