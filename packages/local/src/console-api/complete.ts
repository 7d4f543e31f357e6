import type { CompleteAnswer, Value } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import type { ConsoleContext } from './console-context.ts';
import { optionalText, readScope } from './parameters.ts';
import { ProblemError } from './problem.ts';

/** `GET /-/complete?slot=&key=&prefix=`: names and values that stand in the store, counted in the last traces of the range. */
export async function complete(input: JsonObject, { store, traces, groups }: ConsoleContext): Promise<CompleteAnswer> {
  await traces.upToDate();
  const { start = 0, end = Number.MAX_SAFE_INTEGER } = readScope({ start: input['start'], end: input['end'] });
  const slot = optionalText(input, 'slot');
  const prefix = optionalText(input, 'prefix') ?? '';
  const { lists } = store;
  const counts = new Map<Value, number>();
  const add = (value: Value | null, count: number): void => {
    if (value !== null && beginsWith(value, prefix)) counts.set(value, (counts.get(value) ?? 0) + count);
  };
  const recent = (): number[] => lists.lastKeys(start, end, RECENT);
  switch (slot) {
    case 'service':
      for (const nodes of lists.nodesOf(recent()).values()) for (const { name } of nodes) add(name, 1);
      for (const name of lists.nodeNames(MAX_NAMES)) add(name, 0);
      break;
    case 'group':
      for (const { GroupName } of groups.all()) add(GroupName, 0);
      break;
    case 'url':
      for (const { url } of lists.traces(recent())) add(url, 1);
      break;
    case 'annotation key':
      for (const { key, count } of lists.attributeCounts(recent()))
        if (key.startsWith(ANNOTATION)) add(key.slice(ANNOTATION.length), count);
      break;
    case 'user':
    case 'annotation value': {
      const key = optionalText(input, 'key');
      if (slot === 'annotation value' && key === undefined) throw new ProblemError('key: which annotation?');
      for (const { value, count } of lists.attributeValues(slot === 'user' ? 'user' : ANNOTATION + key, prefix, SHOWN))
        counts.set(value, count);
      break;
    }
    default:
      throw new ProblemError(`slot: expected one of ${SLOTS.join(', ')}.`);
  }
  return {
    values: [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
      .slice(0, SHOWN),
  };
}

function beginsWith(value: Value, prefix: string): boolean {
  return String(value).toLowerCase().startsWith(prefix.toLowerCase());
}

const SLOTS = ['service', 'annotation key', 'annotation value', 'user', 'url', 'group'];
const ANNOTATION = 'annotation.';
const SHOWN = 20;
const RECENT = 1_000;
const MAX_NAMES = 1_000;
