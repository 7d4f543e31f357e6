/** How much a server had rejected when someone last looked at its intake. */
export interface RejectedSeen {
  /** The store whose server counted. */
  readonly storeId: string;
  readonly count: number;
}

export const NOTHING_SEEN: RejectedSeen = { storeId: '', count: 0 };

/**
 * How much was rejected since.
 * @param count since the start of the server, so that fewer than were seen is a server that was started again
 */
export function rejectedSince(seen: RejectedSeen, storeId: string, count: number): number {
  return seen.storeId === storeId && seen.count <= count ? count - seen.count : count;
}

/** Reads one from what a browser stored; anything else has seen nothing. */
export function readRejectedSeen(stored: unknown): RejectedSeen {
  const { storeId, count } = (stored ?? {}) as Partial<Record<keyof RejectedSeen, unknown>>;
  return typeof storeId === 'string' && Number.isSafeInteger(count)
    ? { storeId, count: count as number }
    : NOTHING_SEEN;
}
