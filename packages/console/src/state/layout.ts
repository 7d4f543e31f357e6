import type { LayoutRequest, MapLayout } from '../model/map-layout.ts';

let worker: Worker | undefined;
let count = 0;
const waiting = new Map<number, (layout: MapLayout) => void>();
const known = new Map<string, Promise<MapLayout>>();
const MOST_KNOWN = 20;

/** Where the nodes and lines of a map are; the same question is answered from memory, so that nothing moves while only numbers change. */
export function layoutOf(request: LayoutRequest): Promise<MapLayout> {
  const key = JSON.stringify(request);
  const found = known.get(key);
  if (found) return found;
  const asked = new Promise<MapLayout>((resolve) => {
    const id = ++count;
    waiting.set(id, resolve);
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
      waiting.get(data.id)?.(data.layout);
      waiting.delete(data.id);
    };
  }
  return worker;
}
