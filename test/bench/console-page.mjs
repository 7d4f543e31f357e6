// What the benches of the console share: a browser beside a server, traffic for it, and what is seen of it in the page.
import { createSocket } from 'node:dgram';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { makeOrder, NOW_MILLIS } from '../e2e/console/documents.ts';
import { findBrowser } from '../e2e/console/find-browser.ts';
import { startServer } from './local-client.mjs';

/** Gives a server and a browser to `work`, and ends both. */
export async function withBrowser(work) {
  const server = await startServer();
  const { path, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath: path, args: [...args] });
  try {
    return await work(server, browser);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Opens an address of the server in a profile of its own, and closes it after `work`. */
export async function inPage(server, browser, address, work) {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 860 }, locale: 'en-US' });
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${server.port}${address}`);
    return await work(page);
  } finally {
    await context.close();
  }
}

/** A row of a bench's table: what was measured beside its budget. */
export function row(what, subject, measured, limit, unit = 'ms') {
  return {
    ...{ what, subject, reference: 'the budget', ratio: measured / limit, goal: 1 },
    value: `${measured < 10 ? measured.toFixed(1) : Math.round(measured)} ${unit} of ${limit}`,
  };
}

/** Orders of the last minutes, in the store when it resolves: one a second, or so many in a number of seconds. */
export async function fill(server, traces, { seconds = traces } = {}) {
  for (let from = 0; from < traces; from += ORDERS_AT_ONCE) {
    const count = Math.min(ORDERS_AT_ONCE, traces - from);
    const orders = Array.from({ length: count }, (_, index) =>
      makeOrder(from + index + 1, { ageSeconds: 5 + ((from + index) * seconds) / traces }),
    );
    await send(server, orders.flatMap(({ documents }) => documents).map(toNow));
  }
  await server.untilDerived();
}

const ORDERS_AT_ONCE = 2_000;
// As many as one call may carry.
const DOCUMENTS_A_CALL = 50;

/** Sends documents by HTTP. */
export async function send(server, documents) {
  const bodies = [];
  for (let from = 0; from < documents.length; from += DOCUMENTS_A_CALL)
    bodies.push({
      TraceSegmentDocuments: documents.slice(from, from + DOCUMENTS_A_CALL).map((each) => JSON.stringify(each)),
    });
  await server.sendAll(bodies);
}

/** The documents of the tests stand at a fixed time; these servers have the clock of the machine. */
export function toNow(document) {
  const by = (Date.now() - NOW_MILLIS) / 1_000;
  const move = ({ subsegments, ...rest }) => ({
    ...rest,
    ...(rest.start_time !== undefined && { start_time: rest.start_time + by }),
    ...(rest.end_time !== undefined && { end_time: rest.end_time + by }),
    ...(subsegments && { subsegments: subsegments.map(move) }),
  });
  return move(document);
}

/**
 * Orders by UDP at a steady rate.
 * @param sent is told of each trace: its id and when its first datagram left
 */
export async function sendLive(server, { from, rate, seconds, sent }) {
  const socket = createSocket('udp4');
  const begun = performance.now();
  for (let index = 0; index < rate * seconds; index++) {
    const ahead = begun + (index * 1_000) / rate - performance.now();
    if (ahead > 2) await wait(ahead);
    const { documents } = makeOrder(from + index, { ageSeconds: 0.2 });
    const id = `1-${Math.floor(Date.now() / 1_000).toString(16)}-${(from + index).toString(16).padStart(24, '0')}`;
    sent(id, Date.now());
    for (const document of documents)
      socket.send(
        `{"format":"json","version":1}\n${JSON.stringify(toNow({ ...document, trace_id: id }))}`,
        server.port,
        '127.0.0.1',
      );
  }
  socket.close();
}

/** From now on the page notes when which trace comes into the list, and the time between its frames. `takeSeen` takes what it has noted. */
export function watchRows(page) {
  return page.evaluate(() => {
    globalThis.seen = [];
    globalThis.gaps = [];
    let before = new Set();
    new MutationObserver(() => {
      const now = new Set(Array.from(document.querySelectorAll('.traces a.row-link'), ({ id }) => id.slice(6)));
      for (const id of now) if (!before.has(id)) globalThis.seen.push([id, Date.now()]);
      before = now;
    }).observe(document.querySelector('.traces'), { subtree: true, childList: true, attributes: true });
    let last = performance.now();
    const tick = (now) => {
      globalThis.gaps.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

/** What the page noted since it was asked last: `[id, epoch milliseconds]` of each row, milliseconds between frames. */
export function takeSeen(page) {
  return page.evaluate(() => {
    const taken = { seen: globalThis.seen, gaps: globalThis.gaps };
    globalThis.seen = [];
    globalThis.gaps = [];
    return taken;
  });
}

/** What is alive in the page after a collection: bytes of the heap, elements of the document and detached ones, listeners. */
export async function livingIn(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
}

/** The value that so large a share of all is below. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
