import type { DifferencesAnswer } from '@otel-xray/console/contract';
import type { FilterTree } from '@otel-xray/filter-expression';
import { type JsonObject, objectIn } from '../ground/json.ts';
import type { ConsoleContext } from './console-context.ts';
import { readScope } from './parameters.ts';
import { rankDifferences } from './rank-differences.ts';
import { type ScopeSelection, toSelection } from './scope.ts';
import { sumTraces } from './traces-aggregate.ts';

/** `POST /-/differences`: the values that some traces have more often, or less often, than the others. */
export async function readDifferences(input: JsonObject, context: ConsoleContext): Promise<DifferencesAnswer> {
  const part = readScope(objectIn(input['part']));
  const among = readScope(objectIn(input['among']));
  const selected = toSelection(part, context);
  const all = toSelection(among, context);
  const hide = [...new Set([...(among.hide ?? []), ...(part.hide ?? [])])];
  const ofAll = await sumTraces(all, hide, context);
  const ofPart = await sumTraces(intersect(selected, all), hide, context);
  const named = namesIn(selected.filter);
  if (selected.error !== undefined) named.add('http.status');
  const isNamed = ({ kind, key }: { readonly kind: string; readonly key?: string }): boolean =>
    named.has(key === undefined ? kind : `annotation.${key}`);
  return {
    part: ofPart.total,
    rest: Math.max(0, ofAll.total - ofPart.total),
    values: rankDifferences(ofPart, ofAll, isNamed),
  };
}

function intersect(a: ScopeSelection, b: ScopeSelection): ScopeSelection {
  const operands = [a.filter, b.filter].flatMap((filter) => filter ?? []);
  const [only] = operands;
  return {
    range: {
      type: 'TraceId',
      start: Math.max(a.range.start, b.range.start),
      end: Math.min(a.range.end, b.range.end),
    },
    filter: operands.length > 1 ? { kind: 'and', operands } : only,
    error: a.error ?? b.error,
  };
}

/** The attributes that a filter names. A filter for failures names the status, too. */
function namesIn(filter: FilterTree | undefined): Set<string> {
  const names = new Set<string>();
  const visit = (tree: FilterTree): void => {
    if (tree.kind === 'and' || tree.kind === 'or') tree.operands.forEach(visit);
    else if (tree.kind === 'not') visit(tree.operand);
    else if (tree.kind === 'term') {
      const { keyword } = tree;
      names.add(keyword.name === 'annotation' ? `annotation.${keyword.key}` : keyword.name);
      if (FAILURES.includes(keyword.name)) names.add('http.status');
    } else if (tree.kind === 'rootcause') names.add('http.status');
    else if (tree.kind === 'service' || tree.kind === 'edge') {
      names.add('service');
      if (tree.block) visit(tree.block);
    }
  };
  if (filter) visit(filter);
  return names;
}

const FAILURES: readonly string[] = ['fault', 'error', 'throttle', 'ok'];
