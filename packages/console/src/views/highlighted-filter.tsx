import { type FilterProblem, parse } from '@otel-xray/filter-expression';
import type { ComponentChildren, JSX } from 'preact';

/** The layer behind the field: the same text, coloured, with a wave under what is wrong. */
export function HighlightedFilter({
  text,
  problems,
  scrollLeft,
}: {
  text: string;
  problems: readonly FilterProblem[];
  scrollLeft: number;
}): JSX.Element {
  const pieces: ComponentChildren[] = [];
  let at = 0;
  for (const { kind, offset, length } of parse(text).tokens) {
    if (offset > at) pieces.push(text.slice(at, offset));
    const isWrong = problems.some(
      (problem) => offset < problem.offset + problem.length && problem.offset < offset + length,
    );
    pieces.push(
      <span key={offset} class={`token-${kind}${isWrong ? ' token-problem' : ''}`}>
        {text.slice(offset, offset + length)}
      </span>,
    );
    at = offset + length;
  }
  pieces.push(text.slice(at));
  // A part that is missing at the end has no character of its own.
  if (problems.some(({ offset, length }) => length === 0 && offset >= text.trimEnd().length))
    pieces.push(
      <span key="end" class="token-problem">
        {' '}
      </span>,
    );
  return (
    <div class="filter-layer" aria-hidden="true">
      <div style={{ transform: `translateX(${-scrollLeft}px)` }}>{pieces}</div>
    </div>
  );
}
