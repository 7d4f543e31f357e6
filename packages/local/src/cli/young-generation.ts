import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * Stops V8 from growing the young generation beyond a size, as `--max-semi-space-size` does, but in a process that runs already.
 *
 * V8 reads the maximum once, at its start, and the growth factor at each collection. A `#!` line is no place for the former: old Nodes and
 * some systems accept no options there.
 * @param maxBytes size of both semi-spaces together
 */
export function limitYoungGeneration(maxBytes: number): void {
  let isGrowing = true;
  new PerformanceObserver(() => {
    const size = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
    // It also shrinks, and has to be able to grow again.
    if (size < maxBytes === isGrowing) return;
    isGrowing = size < maxBytes;
    setFlagsFromString(`--semi-space-growth-factor=${isGrowing ? 2 : 1}`);
  }).observe({ entryTypes: ['gc'] });
}
