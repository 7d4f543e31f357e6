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
        trend(
          'heap, by the line through all minutes',
          minutes.slice(FIRST - 1).map(({ heapBytes }) => heapBytes / 1e6),
        ),
        grown('nodes', first.nodes, last.nodes, 'nodes'),
        grown('listeners', first.listeners, last.listeners, 'listeners'),
        row(`minute ${FIRST}`, `datagram to row, p99 of ${first.rows} rows`, first.p99, 500),
        row(`minute ${MINUTES}`, `datagram to row, p99 of ${last.rows} rows`, last.p99, 500),
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
  return { ...living, p99, rows: delays.length };
}

function grown(subject, first, last, unit) {
  return {
    ...{ what: `${MINUTES} minutes`, subject, reference: `minute ${FIRST}`, ratio: last / first, goal: MOST_GROWTH },
    value: `${last.toFixed(1)} ${unit} after ${first.toFixed(1)}`,
  };
}

/** How much more there is at the end of the line that fits all minutes best than at its start: one minute that is high or low says little. */
function trend(subject, values) {
  const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  const middle = (values.length - 1) / 2;
  const height = mean(values);
  const slope =
    values.length < 2
      ? Number.NaN
      : values.reduce((sum, value, at) => sum + (at - middle) * (value - height), 0) /
        values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return {
    ...{ what: `${MINUTES} minutes`, subject, reference: `minute ${FIRST}`, goal: MOST_GROWTH },
    ratio: (height + slope * middle) / (height - slope * middle),
    value: `${(slope * 60).toFixed(2)} MB an hour`,
  };
}
