import { DATAGRAM_HEADER } from '@otel-xray/format';
import { nextDocumentBytes } from './datagram-limit.ts';
import type { DatagramSocket } from './datagram-socket.ts';
import type { FlowControl } from './flow-control.ts';

const HEADER = new TextEncoder().encode(DATAGRAM_HEADER);

/** Cuts a document that is larger than a datagram. */
export type SplitDocument = (document: Uint8Array, maxBytes: number) => readonly Uint8Array[];

/** Size that a datagram may have, as the system's refusals (EMSGSIZE) teach it; outlives a socket. */
export interface DatagramLimit {
  maxDocumentBytes: number;
}

export interface DatagramWriterParts {
  readonly datagrams: DatagramSocket;
  readonly flow: FlowControl;
  readonly limit: DatagramLimit;
  readonly split: SplitDocument | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
}

/** The time is up, and the daemon's receive buffer has no room yet. */
export class NoRoomError extends Error {}

/** Writes documents as datagrams, no faster than flow control allows. */
export class DatagramWriter {
  readonly #parts: DatagramWriterParts;
  /** Largest datagram that has gone through. */
  #largest = 1_024;

  constructor(parts: DatagramWriterParts) {
    this.#parts = parts;
  }

  /**
   * Writes a document if that needs no wait, and its result is not needed. Without a callback a datagram that is too large vanishes in
   * silence, with one each costs more. So only a datagram larger than all before has one.
   */
  writeNow(document: Uint8Array): boolean {
    const { datagrams, flow } = this.#parts;
    const bytes = HEADER.length + document.length;
    if (bytes > this.#largest || !flow.spend(bytes)) return false;
    datagrams.socket.send([HEADER, document]);
    return true;
  }

  /**
   * Writes a document, in parts if no datagram holds it.
   * @returns the error of the first part that was not sent; `NoRoomError` if the deadline passed before
   */
  async write(document: Uint8Array, deadline: number): Promise<Error | undefined> {
    const { limit, split } = this.#parts;
    const isCut = split !== undefined && document.length > limit.maxDocumentBytes;
    const parts = isCut ? split(document, limit.maxDocumentBytes) : [document];
    for (const part of parts) {
      const error = await this.#writePart(part, deadline);
      if (error === undefined) continue;
      const cannotShrink = split === undefined || (isCut && part.length >= document.length);
      if (!isTooLarge(error) || cannotShrink) return error;
      limit.maxDocumentBytes = Math.min(limit.maxDocumentBytes, nextDocumentBytes(part.length));
      const smallerError = await this.write(part, deadline);
      if (smallerError !== undefined) return smallerError;
    }
    return undefined;
  }

  async #writePart(part: Uint8Array, deadline: number): Promise<Error | undefined> {
    const { datagrams, flow, clock } = this.#parts;
    const bytes = HEADER.length + part.length;
    while (!flow.spend(bytes)) {
      if (clock() >= deadline || datagrams.isClosed)
        return new NoRoomError('the receive buffer of the daemon stayed full');
      await flow.wait();
    }
    return new Promise((resolve) => {
      datagrams.socket.send([HEADER, part], (error) => {
        if (error === null) this.#largest = Math.max(this.#largest, bytes);
        resolve(error ?? undefined);
      });
    });
  }
}

/** Whether the system refused a datagram for its size. */
export function isTooLarge(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'EMSGSIZE';
}
