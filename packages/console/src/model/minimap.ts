import { ownStatus, type Row } from './rows.ts';
import { isFailure, type Status } from './status.ts';
import { endOf } from './tree.ts';

/** One column of the small picture of a whole trace. */
export interface MinimapColumn {
  /** How many rows are active, as a share of the most that are anywhere. */
  readonly height: number;
  /** The worst failure among them. */
  readonly status: Status;
}

/**
 * How many rows are busy over time, in so many columns.
 * @param isShown whether a failure counts here: where it began does, where it passed through would make all of the picture red
 */
export function toMinimap(
  rows: readonly Row[],
  extent: { readonly start: number; readonly end: number },
  columns: number,
  now: number,
  isShown: (id: string) => boolean,
): MinimapColumn[] {
  const counts = new Array<number>(columns).fill(0);
  const worst = new Array<number>(columns).fill(0);
  const scale = columns / (extent.end - extent.start);
  for (const row of rows) {
    if (row.kind === 'heading') continue;
    const entities = row.kind === 'run' ? row.entities : [row.entity];
    for (const entity of entities) {
      const from = Math.max(0, Math.min(columns - 1, Math.floor((entity.start - extent.start) * scale)));
      const to = Math.max(from, Math.min(columns - 1, Math.ceil((endOf(entity, now) - extent.start) * scale) - 1));
      const status = ownStatus(entity);
      const rank = isFailure(status) && isShown(entity.id) ? RANK.indexOf(status) : 0;
      for (let column = from; column <= to; column++) {
        counts[column] = (counts[column] ?? 0) + 1;
        worst[column] = Math.max(worst[column] ?? 0, rank);
      }
    }
  }
  const most = Math.max(1, ...counts);
  return counts.map((count, column) => ({ height: count / most, status: RANK[worst[column] ?? 0] ?? 'ok' }));
}

const RANK: readonly Status[] = ['ok', 'error', 'throttle', 'fault'];
