import type { JSX } from 'preact';
import { RAIL } from '../../model/pages.ts';
import { Dialog } from '../../ui/dialog.tsx';

const KEYS: readonly (readonly [string, readonly (readonly [keys: string, what: string])[]])[] = [
  [
    'Everywhere',
    [
      ['/', 'filter, or paste a trace id'],
      ...RAIL.map(([, { key, inHelp }]) => [`g ${key}`, inHelp] as const),
      ['j  k', 'next, previous row'],
      ['Esc', 'close, back to the list'],
      ['p', 'pause, go on'],
      ['t', 'light, dark'],
      ['?', 'these keys'],
    ],
  ],
  [
    'Traces',
    [
      ['Enter', 'open'],
      ['x', 'choose for comparing'],
      ['r', 'refine by values'],
      ['d', 'what is different?'],
    ],
  ],
  [
    'One trace',
    [
      ['h  l', 'fold, unfold'],
      ['e  E', 'next, previous failure'],
      [']  [', 'next, previous step of the critical path'],
      ['d', 'details: their tabs, then ← →'],
      ['f', 'find in the trace'],
      ['m', 'map of this trace'],
      ['v', 'timeline, flame view, statistics'],
      ['c', 'copy the id'],
    ],
  ],
  ['Compare', [['s', 'swap A and B']]],
  [
    'Service map',
    [
      ['← → ↑ ↓', 'along the lines and ranks'],
      ['Enter', 'numbers of the node'],
      ['+  −  0', 'zoom'],
    ],
  ],
];

/** All keys, in a dialog. */
export function Help({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div class="help">
        {KEYS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl class="facts">
              {keys.map(([key, what]) => (
                <>
                  <dt>
                    {key.split(/ +/).map((each) => (
                      <kbd key={each}>{each}</kbd>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <form method="dialog">
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </Dialog>
  );
}
