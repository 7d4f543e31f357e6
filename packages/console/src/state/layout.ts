import type { LayoutRequest, MapLayout } from '../model/map-layout.ts';

interface Waiting {
  readonly resolve: (layout: MapLayout) => void;
  readonly reject: (error: Error) => void;
}

let worker: Worker | undefined;
let count = 0;
const waiting = new Map<number, Waiting>();
const known = new Map<string, Promise<MapLayout>>();
const MOST_KNOWN = 20;

/**
 * Computes the places of the nodes and lines of a map. The same question is answered from memory, so that nothing moves while only
 * numbers change.
 * @throws (rejects) if the worker cannot be started, or fails
 */
export function layoutOf(request: LayoutRequest): Promise<MapLayout> {
  const key = JSON.stringify(request);
  const found = known.get(key);
  if (found) return found;
  const asked = new Promise<MapLayout>((resolve, reject) => {
    const id = ++count;
    waiting.set(id, { resolve, reject });
    theWorker().postMessage({ id, request });
  });
  const [oldest] = known.keys();
  if (known.size >= MOST_KNOWN && oldest !== undefined) known.delete(oldest);
  known.set(key, asked);
  return asked;
}

function theWorker(): Worker {
  if (!worker) {
    worker = new Worker(new URL('../worker/layout.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<{ id: number; layout: MapLayout }>) => {
      waiting.get(data.id)?.resolve(data.layout);
      waiting.delete(data.id);
    };
    worker.onerror = (event) => fail(new Error(event.message || 'the layout worker could not be loaded'));
  }
  return worker;
}

/** Rejects everything that waits; the next question starts another worker. */
function fail(error: Error): void {
  worker?.terminate();
  worker = undefined;
  known.clear();
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}
