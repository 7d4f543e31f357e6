import type { Action } from './action.ts';

/** Answers one group. */
export const getGroup: Action = (input, { groups }) => ({ Group: groups.named(input) });
