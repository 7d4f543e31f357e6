import { describe, expect, it } from 'vitest';
import { Settlement } from './settlement.ts';

/** Returns the outcome of a settlement so far. */
async function stateOf(settlement: Settlement): Promise<string | undefined> {
  return Promise.race([settlement.settled(), Promise.resolve('open')]);
}

describe('Settlement', () => {
  it('is settled with the last outcome, with nothing where nothing was lost', async () => {
    const settlement = new Settlement();
    settlement.expect();
    settlement.expect();
    settlement.done(undefined);
    settlement.done(undefined);
    expect(await stateOf(settlement)).toBe('open');
    settlement.done(undefined);
    expect(await settlement.settled()).toBeUndefined();
  });

  it('is open while documents are still counted, though all so far are settled', async () => {
    const settlement = new Settlement();
    settlement.expect();
    settlement.done('queueFull');
    expect(await stateOf(settlement)).toBe('open');
    settlement.expect();
    settlement.done(undefined);
    settlement.done(undefined);
    expect(await settlement.settled()).toBe('queueFull');
  });

  it('says why the first of what was lost was lost', async () => {
    const settlement = new Settlement();
    settlement.expect();
    settlement.expect();
    settlement.done(undefined);
    settlement.done('timeout');
    settlement.done('shutdown');
    expect(await settlement.settled()).toBe('timeout');
  });
});
