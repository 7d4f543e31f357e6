import { DATAGRAM_HEADER, MAX_DATAGRAM_BYTES } from '@otel-xray/format';

/** Bytes of the payload of one datagram that macOS accepts by default (`net.inet.udp.maxdgram`). */
const MACOS_DATAGRAM_BYTES = 9_216;

const LIMITS = [MAX_DATAGRAM_BYTES, MACOS_DATAGRAM_BYTES].map((bytes) => bytes - DATAGRAM_HEADER.length);

/** Bytes of the largest document that a datagram holds, as far as the platform documents it. */
export function platformDocumentBytes(platform: NodeJS.Platform): number {
  return (platform === 'darwin' ? LIMITS[1] : LIMITS[0]) as number;
}

/** Bytes of a document to try next, after one of `refusedBytes` did not fit a datagram: a limit that is known, else half. */
export function nextDocumentBytes(refusedBytes: number): number {
  return LIMITS.find((limit) => limit < refusedBytes) ?? Math.floor(refusedBytes / 2);
}
