import type { Action } from './action.ts';

/** Changes what the request names of a group. */
export const updateGroup: Action = (input, { groups }) => ({ Group: groups.update(input) });
