// One trace as a tree with bars: the segments that BatchGetTraces answers, under the subsegments that called them.
import { paint } from './paint.mjs';
import { table } from './table.mjs';

const BAR_WIDTH = 36;

/**
 * The timeline of a trace as lines.
 * @param documents the trace's segments, parsed
 */
export function timeline(documents) {
  const rows = rowsOf(documents);
  const start = Math.min(...rows.map(({ entity }) => entity.start_time));
  const end = Math.max(...rows.map(({ entity }) => entity.end_time ?? entity.start_time));
  return table(
    rows.map(({ entity, branch, isSegment }) => [
      paint.quiet(branch) + (isSegment ? paint.strong(entity.name) : entity.name),
      paint.quiet(isSegment ? 'segment' : kindOf(entity)),
      `${((entity.end_time - entity.start_time) * 1000).toFixed(1)} ms`,
      stateOf(entity),
      colourOf(entity)(barOf(entity, start, end)),
    ]),
    ['end', 'end', 'start', 'end', 'end'],
  );
}

/** Each entity with the lines that lead to it, parents first, siblings by their start. */
function rowsOf(documents) {
  // An inferred segment repeats the call that stands above it already.
  const received = documents.filter(({ inferred }) => !inferred);
  const calledBy = Map.groupBy(received, ({ parent_id }) => parent_id);
  const isSegment = new Set(received);
  const childrenOf = (entity) =>
    [...(entity.subsegments ?? []), ...(calledBy.get(entity.id) ?? [])].sort((a, b) => a.start_time - b.start_time);

  const rows = [];
  const walk = (entity, branch, below) => {
    rows.push({ entity, branch, isSegment: isSegment.has(entity) });
    const children = childrenOf(entity);
    children.forEach((child, index) => {
      const last = index === children.length - 1;
      walk(child, below + (last ? '└ ' : '├ '), below + (last ? '  ' : '│ '));
    });
  };
  const roots = received.filter(({ parent_id }) => !parent_id);
  for (const root of roots.length > 0 ? roots : received.slice(0, 1)) walk(root, '', '');
  return rows;
}

function kindOf({ namespace, aws }) {
  if (namespace === 'aws') return `aws ${aws?.operation ?? ''}`.trimEnd();
  return namespace ?? '';
}

function stateOf(entity) {
  const status = entity.http?.response?.status ?? '';
  return colourOf(entity)(`${status} ${nameOfState(entity)}`.trim());
}

const nameOfState = ({ fault, throttle, error }) => (fault ? 'fault' : throttle ? 'throttle' : error ? 'error' : 'ok');

const colourOf = (entity) => paint[nameOfState(entity)];

function barOf({ start_time, end_time }, start, end) {
  const scale = BAR_WIDTH / (end - start || 1);
  const from = Math.min(Math.floor((start_time - start) * scale), BAR_WIDTH - 1);
  const length = Math.max(1, Math.round(((end_time ?? end) - start_time) * scale));
  return ' '.repeat(from) + '█'.repeat(Math.min(length, BAR_WIDTH - from));
}
