import { describe, expect, it } from 'vitest';
import { allocatedBytes } from './datagram-memory.ts';
import { FlowControl } from './flow-control.ts';
import type { ReceiveQueue } from './receive-queue.ts';

const BUFFER_BYTES = 212_992;
const INODE = '1';

/** Flow control with a receiver that reads on request of the test, or one that cannot be seen. */
function open({ isVisible = true, turnMillis = 1, bufferBytes = BUFFER_BYTES } = {}) {
  const state = {
    now: 0,
    looks: 0,
    drops: [] as number[],
    closings: 0,
    queue: { queuedBytes: 0, drops: 0, inode: INODE } as ReceiveQueue | undefined,
  };
  const look = (): ReceiveQueue | undefined => {
    state.looks++;
    return state.queue;
  };
  const flow = new FlowControl({
    ...(isVisible && { reader: { bufferBytes, look, close: () => state.closings++ } }),
    clock: () => state.now,
    pause: async () => {
      state.now += turnMillis;
    },
    onDrops: (datagrams) => state.drops.push(datagrams),
  });
  /** Sends until there is no room; the receiver's queue holds all of it. */
  const fill = (payloadBytes: number): number => {
    let sent = 0;
    while (flow.spend(payloadBytes)) {
      sent++;
      if (state.queue !== undefined)
        state.queue = { ...state.queue, queuedBytes: state.queue.queuedBytes + allocatedBytes(payloadBytes) };
    }
    return sent;
  };
  const read = (): void => {
    state.queue = { queuedBytes: 0, drops: 0, inode: INODE };
  };
  return { flow, state, fill, read };
}

describe('FlowControl with a receiver that can be seen', () => {
  it.each([
    [300, 83],
    [2_000, 24],
    [7_000, 12],
    [60_000, 1],
  ])('never fills more than half of the buffer: datagrams of %i bytes', (payloadBytes, most) => {
    const { fill, state } = open();
    expect(fill(payloadBytes)).toBe(most);
    expect(state.queue?.queuedBytes).toBeLessThanOrEqual(BUFFER_BYTES / 2);
  });

  it('sends on in the same turn if the receiver has read meanwhile, with one look', () => {
    const { flow, fill, read, state } = open();
    fill(300);
    const { looks } = state;
    read();
    expect(flow.spend(300)).toBe(true);
    expect(state.looks).toBe(looks + 1);
  });

  it('does not send on while the receiver does not read, however much time passes', async () => {
    const { flow, fill } = open();
    fill(300);
    for (let i = 0; i < 100; i++) {
      await flow.wait();
      expect(flow.spend(300)).toBe(false);
    }
  });

  it.each([
    ['once in a turn of an idle loop', 1, 1],
    ['twice in a turn of a busy loop, whose next turn is far away, if the receiver does not read', 50, 2],
  ])('looks %s', async (_, turnMillis, looks) => {
    const { flow, fill, state } = open({ turnMillis });
    fill(300);
    await flow.wait();
    const before = state.looks;
    flow.spend(300);
    expect(state.looks - before).toBe(looks);
  });

  it('sends one datagram at a time to a receiver whose buffer is smaller than that', () => {
    const { flow, fill, read } = open({ bufferBytes: 4_608 });
    expect(fill(60_000)).toBe(1);
    read();
    expect(flow.spend(60_000)).toBe(true);
  });

  it('reports what the kernel drops, without the drops of the past and of another socket', () => {
    const { flow, state } = open();
    for (const [drops, inode] of [
      [10, INODE],
      [12, INODE],
      [500, '2'],
      [501, '2'],
    ] as const) {
      state.queue = { queuedBytes: 0, drops, inode };
      flow.look();
    }
    expect(state.drops).toEqual([10, 2, 1]);
  });

  it('falls back to the pace in time when the receiver closes its socket', async () => {
    const { flow, fill, state } = open();
    fill(300);
    state.queue = undefined;
    expect(flow.spend(300)).toBe(false);
    await flow.wait();
    expect(flow.spend(300)).toBe(true);
  });
});

describe('FlowControl with a receiver that cannot be seen', () => {
  it.each([
    [300, 83],
    [2_000, 24],
    [7_000, 12],
    [60_000, 1],
  ])('sends half of a default buffer in a millisecond: datagrams of %i bytes', async (payloadBytes, most) => {
    const { flow, fill, state } = open({ isVisible: false });
    state.queue = undefined;
    expect(fill(payloadBytes)).toBe(most);
    await flow.wait();
    expect(fill(payloadBytes)).toBe(most);
  });

  it('needs no timer after a pause of the application', () => {
    const { fill, state } = open({ isVisible: false });
    state.queue = undefined;
    fill(300);
    state.now += 1;
    expect(fill(300)).toBe(83);
  });

  it('lets a datagram pass that the system will refuse for its size', () => {
    expect(open({ isVisible: false }).flow.spend(1_000_000)).toBe(true);
  });

  it.each([
    ['it is closed', true],
    ['the receiver is gone', false],
  ])('lets go of the queue once if %s', (_, isThere) => {
    const { state, flow } = open();
    if (!isThere) state.queue = undefined;
    flow.close();
    flow.close();
    expect(state.closings).toBe(1);
  });
});
