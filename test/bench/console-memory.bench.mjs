import { setTimeout as wait } from 'node:timers/promises';
import {
  fill,
  inPage,
  livingIn,
  percentile,
  row,
  sendLive,
  takeSeen,
  watchRows,
  withBrowser,
} from './console-page.mjs';

export const packages = ['local'];
/** It takes half an hour; XRAY_BENCH_MINUTES is for a shorter look. */
export const onlyByName = true;

const MINUTES = Number(process.env.XRAY_BENCH_MINUTES ?? 30);
const TRACES_A_SECOND = 100;
/** Until then the page fills its list and loads its charts. */
const FIRST = 2;
const MOST_GROWTH = 1.2;

/** What stays alive in the list of traces, after a collection each minute, with a hundred traces a second arriving by UDP. */
export function run() {
  return withBrowser(async (server, browser) => {
    await fill(server, 200);
    return inPage(server, browser, '/', async (page) => {
      await page.locator('.traces .row').first().waitFor();
      await page.mouse.move(0, 0);
      await watchRows(page);
      const minutes = [];
      console.log('minute   heap MB     nodes  listeners  datagram to row, median, p99');
      for (let minute = 1; minute <= MINUTES; minute++) minutes.push(await oneMinute(server, page, minute));
      const first = minutes[Math.min(FIRST, minutes.length) - 1];
      const last = minutes.at(-1);
      return [
        grown('heap', first.heapBytes / 1e6, last.heapBytes / 1e6, 'MB'),
        grown('nodes', first.nodes, last.nodes, 'nodes'),
        grown('listeners', first.listeners, last.listeners, 'listeners'),
        row(`minute ${MINUTES}`, 'datagram to row, p99', last.p99, 500),
      ];
    });
  });
}

async function oneMinute(server, page, minute) {
  const sent = new Map();
  const from = 10_000 + minute * 60 * TRACES_A_SECOND;
  await sendLive(server, { from, rate: TRACES_A_SECOND, seconds: 60, sent: (id, at) => sent.set(id, at) });
  // The last ones are on their way, and what is under way is no leak.
  await wait(2_000);
  const { seen } = await takeSeen(page);
  const delays = seen.flatMap(([id, at]) => (sent.has(id) ? [at - sent.get(id)] : []));
  const living = await livingIn(page);
  const [median, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)];
  console.log(
    `${String(minute).padStart(6)} ${(living.heapBytes / 1e6).toFixed(2).padStart(9)} ${String(living.nodes).padStart(9)} ${String(living.listeners).padStart(10)}  ${median} ms, ${p99} ms`,
  );
  return { ...living, p99 };
}

function grown(subject, first, last, unit) {
  return {
    ...{ what: `${MINUTES} minutes`, subject, reference: `minute ${FIRST}`, ratio: last / first, goal: MOST_GROWTH },
    value: `${last.toFixed(1)} ${unit} after ${first.toFixed(1)}`,
  };
}
