import type { Row } from './event-parts.ts';
import { HTTP_ROWS } from './http-events.ts';
import { OTHER_ROWS } from './other-events.ts';
import { PUBSUB_ROWS } from './pubsub-events.ts';

/** Every kind of event, with its expected span. */
export const ROWS: readonly Row[] = [...HTTP_ROWS, ...PUBSUB_ROWS, ...OTHER_ROWS];
