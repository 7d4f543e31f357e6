/// <reference lib="webworker" />
import { type LayoutRequest, layoutMap } from '../model/map-layout.ts';

/** Places maps off the main thread, one question after the other. */
self.onmessage = ({ data }: MessageEvent<{ id: number; request: LayoutRequest }>) => {
  self.postMessage({ id: data.id, layout: layoutMap(data.request) });
};
