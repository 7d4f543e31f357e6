import type { FindGroup } from './filter/read-filter.ts';

/** The groups that need not be made: `Default`, which holds all traces. */
export const findBuiltInGroup: FindGroup = (by, value) => {
  const isDefault = by === 'name' ? value === 'Default' : /:group\/Default(?:\/|$)/.test(value);
  return isDefault ? '' : undefined;
};
