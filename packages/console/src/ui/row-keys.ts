import { useLayoutEffect } from 'preact/hooks';
import { bindKeys } from '../state/keys.ts';

/**
 * `j` and `k` go along the rows of a table: to what each has to press.
 * @param selector of those, one for each row, in order
 */
export function useRowKeys(selector: string): void {
  useLayoutEffect(() => {
    const step = (by: 1 | -1): void => {
      const all = [...document.querySelectorAll<HTMLElement>(selector)];
      const at = all.indexOf(document.activeElement as HTMLElement);
      const next = all[at === -1 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))];
      next?.focus();
    };
    return bindKeys({ j: () => step(1), k: () => step(-1) });
  }, [selector]);
}
