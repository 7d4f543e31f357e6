import { type EntityDocument, entitiesOf, timesOf } from '../trace/documents.ts';
import { nameOf, sumUp } from './explain.ts';
import { millis } from './text.ts';

/** Says what differs between two traces: time and calls by name, most difference first. */
export function compare(a: readonly EntityDocument[], b: readonly EntityDocument[]): string[] {
  const ofA = sumsOf(a);
  const ofB = sumsOf(b);
  const rows = [...new Set([...ofA.keys(), ...ofB.keys()])].map((name) => {
    const [before, after] = [ofA.get(name), ofB.get(name)];
    return { name, before, after, difference: (after?.seconds ?? 0) - (before?.seconds ?? 0) };
  });
  rows.sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference));
  const show = (sum: { count: number; seconds: number } | undefined): string =>
    sum ? `${millis(sum.seconds)}${sum.count > 1 ? ` in ${sum.count} calls` : ''}` : 'not there';
  return rows.map(({ name, before, after, difference }) => {
    const sign = difference >= 0 ? '+' : '−';
    return `- ${name}: ${show(before)} → ${show(after)} (${sign}${millis(Math.abs(difference))})`;
  });
}

function sumsOf(documents: readonly EntityDocument[]): Map<string, { count: number; seconds: number }> {
  const received = entitiesOf(documents).filter(({ inferred }) => inferred !== true);
  const times = received.map((entity): [string, number] => [
    nameOf(entity),
    timesOf(entity).end - timesOf(entity).start,
  ]);
  return new Map(sumUp(times).map((sum) => [sum.name, sum]));
}
