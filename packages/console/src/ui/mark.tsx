import type { JSX } from 'preact';
import { STATUS_WORDS, type Status } from '../model/status.ts';

/** Outlines on a grid of 12 by status: disc, triangle, octagon, hourglass, striped disc. */
export const MARK_SHAPES: Readonly<Record<Status, string>> = {
  ok: 'M6 1.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9Z',
  error: 'M6 1 11.500 10.500h-11z',
  fault: 'M3.700.500h4.600l3.200 3.200v4.600l-3.200 3.200H3.700L.500 8.300V3.700z',
  throttle: 'M1.500.800h9L7.300 6l3.200 5.200h-9L4.700 6z',
  open: 'M6 1.500a4.500 4.500 0 0 1 0 9z M6 1.500a4.500 4.500 0 0 0 0 9v-1.200a3.300 3.300 0 0 1 0-6.600z',
};

/** The shape of a status in its colour; a word must stand beside it or in its label. */
export function Mark({ status, size = 11 }: { status: Status; size?: number }): JSX.Element {
  return (
    <svg
      class={`mark mark-${status}`}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
    >
      <path d={MARK_SHAPES[status]} fill="currentColor" />
    </svg>
  );
}

/** The status of a trace without a segment: it is unknown. */
export function RootNotReceived(): JSX.Element {
  return (
    <span
      class="status status-lost"
      title="Only subsegments arrived: the document of their segment was lost or rejected, or is still to come"
    >
      <svg class="mark mark-lost" width={11} height={11} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
        <circle
          cx="6"
          cy="6"
          r="4.500"
          fill="none"
          stroke="currentColor"
          stroke-width="1.400"
          stroke-dasharray="2 1.500"
        />
      </svg>
      <span>root not received</span>
    </span>
  );
}

/** Shape, and the words of it: `502 fault`. */
export function StatusLabel({ status, code }: { status: Status; code?: number | undefined }): JSX.Element {
  const word = STATUS_WORDS[status];
  return (
    <span class={`status status-${status}`}>
      <Mark status={status} />
      <span>
        {code !== undefined && `${code}${status === 'ok' ? '' : ' '}`}
        {code !== undefined && status === 'ok' ? <span class="sr-only"> ok</span> : word}
      </span>
    </span>
  );
}
