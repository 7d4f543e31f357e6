import { LOCAL_ACCOUNT } from './service-node.ts';

/** The name that AWS has for something of this account, such as `sampling-rule/Default`. */
export function toArn(resource: string): string {
  return `arn:aws:xray:us-east-1:${LOCAL_ACCOUNT}:${resource}`;
}

/** The part of an ARN behind the account, whatever the region and the account; `undefined` if the text is no ARN of X-Ray. */
export function resourceOfArn(arn: string): string | undefined {
  return /^arn:[\w-]*:xray:[\w-]*:\d*:(.+)$/.exec(arn)?.[1];
}
