import { setTimeout as wait } from 'node:timers/promises';
import { makeLongTrace } from '../e2e/console/documents.ts';
import {
  fill,
  inPage,
  livingIn,
  percentile,
  row,
  send,
  sendLive,
  takeSeen,
  toNow,
  watchRows,
  withBrowser,
} from './console-page.mjs';
import { median } from './race.mjs';

export const packages = ['local'];
export const parts = ['load', 'trace', 'map', 'layout', 'live', 'grown'];
/** It starts browsers and fills stores. */
export const onlyByName = true;

/** The console in a browser, against the budgets of its design. */
export function run(part) {
  return withBrowser({ load, trace, map, layout, live, grown }[part]);
}

const ROUNDS = 7;

/** From an empty cache, with a thousand traces stored. */
async function load(server, browser) {
  await fill(server, 1_000);
  const painted = [];
  const usable = [];
  const bare = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await inPage(server, browser, '/-/boot', async (page) => paintOf(page)));
    const [paint, ready] = await inPage(server, browser, '/', async (page) => {
      await page.locator('.traces .row').first().waitFor();
      const at = await page.evaluate(() => performance.now());
      return [await paintOf(page), at];
    });
    painted.push(paint);
    usable.push(ready);
  }
  return [
    row('first contentful paint', 'the console', median(painted), 300),
    row('first contentful paint', 'a bare page, same run', median(bare), 300),
    row('list usable', 'the console', median(usable), 500),
  ];
}

/** A trace of ten thousand entities. */
async function trace(server, browser) {
  const long = makeLongTrace(1, 10_000);
  await send(server, long.documents.map(toNow));
  await server.untilDerived();
  return inPage(server, browser, '/#/settings', async (page) => {
    const idle = await page.evaluate(framesWhile, 'return () => {};');
    const opened = await page.evaluate(async (id) => {
      const start = performance.now();
      location.hash = `#/traces/${id}`;
      while (document.querySelectorAll('.timeline .row').length < 10) await new Promise(requestAnimationFrame);
      return performance.now() - start;
    }, long.traceId);
    await wait(1_000);
    const frames = await page.evaluate(
      framesWhile,
      `
      const grid = document.querySelector('.timeline');
      return () => { grid.scrollTop += 400; };
    `,
    );
    const elements = await page.evaluate(() => document.querySelectorAll('*').length);
    const found = [];
    for (let round = 0; round < ROUNDS; round++) found.push(Math.max(...(await findKeys(page))));
    return [
      row('10,000 rows', 'open', opened, 800),
      row('10,000 rows', 'scroll, a frame at p95', percentile(frames, 0.95), 33),
      row('10,000 rows', 'an idle page, a frame at p95', percentile(idle, 0.95), 33),
      row('10,000 rows', 'elements in the page', elements, 1_000, 'elements'),
      row('10,000 rows', `find, the slowest of 4 keys, median of ${ROUNDS}`, median(found), 50),
    ];
  });
}

/** What each key takes to be seen in a page that has found nothing yet. */
async function findKeys(page) {
  await page.evaluate(() => history.replaceState(null, '', location.hash.split('?')[0]));
  await page.reload();
  await page.locator('.timeline .row').first().waitFor();
  // What opening left to be drawn comes to its end.
  await wait(1_000);
  await page.locator('#find-in-trace').focus();
  const times = [];
  for (const text of ['i', 'it', 'item 4', 'item 42'])
    times.push(
      await page.evaluate(async (typed) => {
        const input = document.getElementById('find-in-trace');
        const start = performance.now();
        input.value = typed;
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
        return performance.now() - start;
      }, text),
    );
  return times;
}

/** Five hundred nodes. */
async function map(server, browser) {
  const start = Date.now() / 1_000 - 60;
  const id = (index) => (0x5000 + index).toString(16).padStart(16, '0');
  const traceId = `1-${Math.floor(start).toString(16)}-00000000000000000000ab01`;
  await send(
    server,
    Array.from({ length: 500 }, (_, index) => ({
      trace_id: traceId,
      id: id(index),
      ...(index > 0 && { parent_id: id(Math.floor((index - 1) / 3)) }),
      name: `service-${index}`,
      start_time: start + index * 0.001,
      end_time: start + 2,
      ...(index === 250 && { fault: true }),
    })),
  );
  await server.untilDerived();
  return inPage(server, browser, '/#/settings', async (page) => {
    const first = await page.evaluate(async () => {
      const begun = performance.now();
      location.hash = '#/service-map';
      while (document.querySelectorAll('[data-node]').length < 5) await new Promise(requestAnimationFrame);
      return performance.now() - begun;
    });
    const focused = await page.locator('[data-node]').count();
    await page.getByRole('button', { name: 'all hops' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-node]').length > 400);
    await wait(1_000);
    const frames = await page.evaluate(
      framesWhile,
      `
      const map = document.querySelector('.map');
      let at = 0;
      return () => map.dispatchEvent(new WheelEvent('wheel', { deltaY: at++ % 40 < 20 ? 20 : -20, clientX: 600, clientY: 400, bubbles: true, cancelable: true }));
    `,
    );
    return [
      row('map of 500 nodes', `first view, ${focused} focused`, first, 400),
      row('map of 500 nodes', 'all of them, zoom, a frame at p95', percentile(frames, 0.95), 33),
    ];
  });
}

const FOCUSED_NODES = 60;
// As large as nodes with names of up to twenty letters are.
const NODE = { width: 132, height: 108 };

/** Maps of sixty nodes, by the worker of the page's own map: from question to answer, and how the page draws meanwhile. */
async function layout(server, browser) {
  await fill(server, 10);
  return inPage(server, browser, '/#/service-map', async (page) => {
    await page.locator('[data-node] .map-name').first().waitFor();
    const worker = page.workers().find((each) => /layout/.test(each.url()));
    if (!worker) throw new Error(`No worker lays the map out: ${page.workers().map((each) => each.url())}`);
    // What opening the page left to be done comes to its end.
    await wait(1_500);
    const measure = (edges) =>
      page.evaluate(layOut, {
        url: worker.url(),
        requests: Array.from({ length: ROUNDS }, (_, round) => edges(round)),
      });
    const asDemo = await measure((round) => layoutRequest(round, 1));
    const dense = await measure((round) => layoutRequest(round, 3));
    const rows = (what, { first, times, frames, edges }) => [
      row(what, `${edges} lines, the first, worker started`, first, 100),
      row(what, `${edges} lines, median of ${times.length}`, median(times), 100),
      row(what, `${edges} lines, the page's longest frame meanwhile`, Math.max(...frames), 50),
    ];
    const what = `map of ${FOCUSED_NODES} nodes laid out`;
    return [...rows(what, asDemo), ...rows(what, dense)];
  });
}

/** Each node is called by one or more before it; every tenth, as a table that is shared, by one more. Different each round. */
function layoutRequest(round, callers) {
  const nodes = Array.from({ length: FOCUSED_NODES }, (_, index) => ({ id: `node ${round} ${index}`, ...NODE }));
  const edges = new Map();
  for (let to = 1; to < FOCUSED_NODES; to++) {
    for (let caller = 0; caller < callers + (to % 10 === 9 ? 1 : 0); caller++) {
      const from = caller === 0 ? Math.floor((to - 1) / 3) : (to * (7 + 4 * caller) + round) % to;
      const id = `${from}>${to}`;
      edges.set(id, { id, from: nodes[from].id, to: nodes[to].id });
    }
  }
  return { nodes, edges: [...edges.values()] };
}

/** Asks a new worker one question after the other, while frames are drawn. Runs in the page. */
async function layOut({ url, requests }) {
  const frames = [];
  let last = await new Promise(requestAnimationFrame);
  let isOver = false;
  const watch = (now) => {
    frames.push(now - last);
    last = now;
    if (!isOver) requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
  let begun = performance.now();
  const worker = new Worker(url, { type: 'module' });
  const ask = async (id) => {
    const answered = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = () => reject(new Error('The worker failed.'));
    });
    worker.postMessage({ id, request: requests[id] });
    const { layout } = await answered;
    const took = performance.now() - begun;
    const placed = [Object.keys(layout.nodes).length, Object.keys(layout.edges).length].join();
    const wanted = [requests[id].nodes.length, requests[id].edges.length].join();
    if (placed !== wanted) throw new Error(`Of ${wanted} nodes and lines ${placed} have a place.`);
    return took;
  };
  const first = await ask(0);
  const times = [];
  for (let id = 0; id < requests.length; id++) {
    begun = performance.now();
    times.push(await ask(id));
    // A frame between them, so that what the answer does to the page is seen.
    await new Promise(requestAnimationFrame);
  }
  isOver = true;
  await new Promise(requestAnimationFrame);
  worker.terminate();
  return { first, times, frames, edges: requests[0].edges.length };
}

const TRACES_A_SECOND = 100;
const LIVE_SECONDS = 30;
const GROWN_TRACES = 180_000;

/** A hundred traces a second arriving by UDP while the list is open. */
async function live(server, browser) {
  await fill(server, 200);
  return rowsWhileLive(server, browser, `${TRACES_A_SECOND} traces a second`);
}

/** The same after half an hour of it. */
async function grown(server, browser) {
  await fill(server, GROWN_TRACES, { seconds: GROWN_TRACES / TRACES_A_SECOND - LIVE_SECONDS });
  const what = `${TRACES_A_SECOND} traces a second, ${GROWN_TRACES.toLocaleString('en-US')} stored`;
  return rowsWhileLive(server, browser, what);
}

function rowsWhileLive(server, browser, what) {
  return inPage(server, browser, '/', async (page) => {
    await page.locator('.traces .row').first().waitFor();
    await page.mouse.move(0, 0);
    await watchRows(page);
    const sent = new Map();
    const before = await livingIn(page);
    await sendLive(server, {
      ...{ from: 10_000, rate: TRACES_A_SECOND, seconds: LIVE_SECONDS },
      sent: (id, at) => sent.set(id, at),
    });
    await wait(2_000);
    const growth = ((await livingIn(page)).heapBytes - before.heapBytes) / 1e6;
    const { seen, gaps } = await takeSeen(page);
    const delays = seen.flatMap(([id, at]) => (sent.has(id) ? [at - sent.get(id)] : []));
    return [
      row(what, `datagram to row, median of ${delays.length}`, percentile(delays, 0.5), 500),
      row(what, `datagram to row, p99 of ${sent.size} sent`, percentile(delays, 0.99), 500),
      row(what, 'a frame at p95', percentile(gaps, 0.95), 33),
      row(what, `heap growth in ${LIVE_SECONDS} s`, Math.max(0, growth), 20, 'MB'),
    ];
  });
}

async function paintOf(page) {
  await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
}

/** Does something in every frame for two seconds; the time between the frames. Runs in the page. */
async function framesWhile(body) {
  const step = new Function(body)();
  const gaps = [];
  let last = await new Promise(requestAnimationFrame);
  for (const end = last + 2_000; last < end; ) {
    step();
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
  }
  return gaps;
}
