import { numberIn, objectIn, textIn } from '../ground/json.ts';
import type { Entity } from './entity.ts';

/** The request that a segment served or a subsegment made, as far as its document has it. */
export interface Http {
  readonly url: string | undefined;
  readonly method: string | undefined;
  readonly userAgent: string | undefined;
  readonly clientIp: string | undefined;
  readonly status: number | undefined;
}

/** Reads the `http` block. */
export function httpOf(entity: Entity): Http {
  const http = objectIn(entity.fields['http']);
  const request = objectIn(http['request']);
  return {
    url: textIn(request['url']),
    method: textIn(request['method']),
    userAgent: textIn(request['user_agent']),
    clientIp: textIn(request['client_ip']),
    status: numberIn(objectIn(http['response'])['status']),
  };
}
