import { type Signal, signal } from '@preact/signals';
import { post } from '../api/client.ts';
import { describeFault } from './faults.ts';
import { onEvent } from './live.ts';

/** A group of X-Ray: a filter with a name. */
export interface Group {
  readonly name: string;
  readonly filter: string;
}

/** Why the groups could not be read; empty while they could. */
export const groupsProblem: Signal<string> = signal('');

/** All groups, `Default` first. */
export const groups: Signal<readonly Group[]> = signal([{ name: 'Default', filter: '' }]);

interface ApiGroups {
  readonly Groups?: readonly { readonly GroupName?: string; readonly FilterExpression?: string }[];
}

/** Reads the groups, and again whenever they change. */
export async function followGroups(): Promise<void> {
  onEvent((name) => {
    if (name === 'config' || name === 'reset' || name === 'resync') void load();
  });
  await load();
}

/** Makes a group out of a filter. Rejects with what the server says. */
export async function createGroup(name: string, filter: string): Promise<void> {
  await post('/CreateGroup', { GroupName: name, FilterExpression: filter });
  await load();
}

async function load(): Promise<void> {
  try {
    const { Groups = [] } = await post<ApiGroups>('/Groups', {});
    const read = Groups.map(({ GroupName = '', FilterExpression = '' }) => ({
      name: GroupName,
      filter: FilterExpression,
    }));
    const others = read.filter(({ name }) => name !== 'Default' && name !== '');
    groups.value = [{ name: 'Default', filter: '' }, ...others];
    groupsProblem.value = '';
  } catch (error) {
    groupsProblem.value = describeFault(error) ?? '';
  }
}
