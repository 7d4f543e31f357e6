import type { FreeTextAnswer, FreeTextTerm } from '@otel-xray/console/contract';
import type { JsonObject } from '../ground/json.ts';
import type { ConsoleContext } from './console-context.ts';
import { optionalText, readScope } from './parameters.ts';

/** `GET /-/free-text`: the terms of a filter that select the traces with a string. */
export async function findFreeText(input: JsonObject, { store, traces }: ConsoleContext): Promise<FreeTextAnswer> {
  const text = (optionalText(input, 'text') ?? '').trim();
  if (text === '') return { terms: [] };
  await traces.upToDate();
  const { start = 0, end = Number.MAX_SAFE_INTEGER } = readScope({ start: input['start'], end: input['end'] });
  const { lists } = store;
  const range = { start, end };
  const terms: FreeTextTerm[] = lists
    .attributesWith(text, range, MAX_TERMS)
    .map(({ key, value, count }) =>
      key === 'user'
        ? { kind: 'user', operator: '=', value, count }
        : { kind: 'annotation', key: key.slice(ANNOTATION.length), operator: '=', value, count },
    );
  for (const { name, count } of lists.nodesWith(text, range, MAX_SERVICES))
    terms.push({ kind: 'service', operator: '=', value: name, count });
  const urls = lists.countRequests('http_url', text, range);
  if (urls > 0) terms.push({ kind: 'http.url', operator: 'CONTAINS', value: text, count: urls });
  if (/^[1-5]\d\d$/.test(text)) {
    const count = lists.countRequests('http_status', Number(text), range);
    if (count > 0) terms.push({ kind: 'http.status', operator: '=', value: Number(text), count });
  }
  const method = text.toUpperCase();
  if (/^[A-Z]{3,7}$/.test(method)) {
    const count = lists.countRequests('http_method', method, range);
    if (count > 0) terms.push({ kind: 'http.method', operator: '=', value: method, count });
  }
  const isExact = ({ value }: FreeTextTerm): boolean => String(value).toLowerCase() === text.toLowerCase();
  return {
    // A value that is the text precedes those that contain it.
    terms: terms.sort((a, b) => Number(isExact(b)) - Number(isExact(a)) || b.count - a.count).slice(0, MAX_TERMS),
  };
}

const ANNOTATION = 'annotation.';
const MAX_TERMS = 12;
const MAX_SERVICES = 5;
