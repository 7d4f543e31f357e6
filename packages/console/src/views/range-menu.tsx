import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { DEFAULT_RANGE, describeRange, formatBetween, OFFERED_RANGES } from '../model/time.ts';
import { serverNow } from '../state/live.ts';
import { queryOf, setQuery } from '../state/route.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';

/** Chooses the time that lists, histograms and the map are about. */
export function RangeMenu(): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const range = queryOf('timeRange') ?? DEFAULT_RANGE;
  return (
    <>
      <Menu
        title="Time range"
        align="right"
        label={
          <>
            {capital(describeRange(range))}
            <Icon name="down" size={12} />
          </>
        }
      >
        {OFFERED_RANGES.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === range}
            onClick={() => setQuery({ timeRange: each === DEFAULT_RANGE ? undefined : each })}
          >
            {capital(describeRange(each))}
          </button>
        ))}
        <hr />
        <button type="button" onClick={() => setOpen(true)}>
          From … to …
        </button>
      </Menu>
      {isOpen && <Between onClose={() => setOpen(false)} />}
    </>
  );
}

function Between({ onClose }: { onClose: () => void }): JSX.Element {
  const local = (micros: number): string => {
    const date = new Date(micros / 1e3);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  };
  const [start, setStart] = useState(local(serverNow() - 3_600e6));
  const [end, setEnd] = useState(local(serverNow()));
  const isRight = Date.parse(start) < Date.parse(end);
  const apply = (event: Event): void => {
    event.preventDefault();
    if (!isRight) return;
    setQuery({ timeRange: formatBetween(Date.parse(start) * 1e3, Date.parse(end) * 1e3) });
    onClose();
  };
  return (
    <Dialog title="Time range" onClose={onClose}>
      <form class="stack" onSubmit={apply}>
        <label>
          From{' '}
          <input
            class="input"
            type="datetime-local"
            step="1"
            value={start}
            onInput={(event) => setStart(event.currentTarget.value)}
          />
        </label>
        <label>
          to{' '}
          <input
            class="input"
            type="datetime-local"
            step="1"
            value={end}
            onInput={(event) => setEnd(event.currentTarget.value)}
          />
        </label>
        {!isRight && <p class="status-fault">The end must be after the start.</p>}
        <button type="submit" class="button primary" disabled={!isRight}>
          Show
        </button>
      </form>
    </Dialog>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
