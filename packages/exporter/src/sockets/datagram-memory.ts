/** Bytes of a datagram's buffer that Linux uses for headers and its own records (measured on kernel 6.18). */
const OVERHEAD_BYTES = 384;

/** Size of the kernel's descriptor of a datagram. */
const DESCRIPTOR_BYTES = 256;

const SMALLEST_BUFFER_BYTES = 1_024;
const LARGEST_BUFFER_BYTES = 16_384;

/**
 * Returns the bytes that Linux charges to a receive buffer for one datagram (`truesize`). The buffer is a power of two up to 16 kB, and
 * above it as large as the datagram. A datagram of 2 kB is charged 4,352 bytes, so a receive buffer holds far less payload than its size.
 * Source: https://github.com/torvalds/linux/blob/master/include/linux/skbuff.h (`SKB_TRUESIZE`).
 *
 * @param payloadBytes what the datagram holds
 */
export function allocatedBytes(payloadBytes: number): number {
  const wanted = payloadBytes + OVERHEAD_BYTES;
  if (wanted > LARGEST_BUFFER_BYTES) return wanted + 2 * DESCRIPTOR_BYTES;
  let buffer = SMALLEST_BUFFER_BYTES;
  while (buffer < wanted) buffer *= 2;
  return buffer + DESCRIPTOR_BYTES;
}
