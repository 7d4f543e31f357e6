import type { EventLike } from '../ground/readable-span.ts';
import type { AttributeReader } from './attribute-reader.ts';
import { MESSAGE_SIZE, MESSAGE_TYPE } from './semconv.ts';

/** Joins a URL of its parts, and leaves out the default port of the scheme. */
export function joinUrl(scheme: string, host: string, port: string, target: string): string {
  const isDefault = (scheme === 'http' && port === '80') || (scheme === 'https' && port === '443');
  return `${scheme}://${host}${port === '' || isDefault ? '' : `:${port}`}${target}`;
}

/** Returns the size of the received message, in bytes: the span's own, else that of the first event with one, else 0. */
export function receivedBytes(a: AttributeReader, events: readonly EventLike[] | undefined): number {
  const own = a.text(MESSAGE_TYPE) === 'RECEIVED' ? a.integer(MESSAGE_SIZE) : 0;
  if (own !== 0 || !Array.isArray(events)) return own;
  for (const event of events) {
    if (event.attributes?.['message.type'] !== 'RECEIVED') continue;
    const size = event.attributes['messaging.message_payload_size_bytes'];
    if (typeof size === 'number' && Number.isInteger(size) && size !== 0) return size;
  }
  return 0;
}
