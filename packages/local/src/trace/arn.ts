import { LOCAL_ACCOUNT } from './service-node.ts';

const DEFAULT_REGION = 'us-east-1';

/** The name that AWS has for something of this account, such as `sampling-rule/Default`. */
export function toArn(resource: string): string {
  return `${prefixOf(DEFAULT_REGION)}${resource}`;
}

/** An answer about resources with its ARNs in the region that the request was signed for: a client compares them with its own. */
export function withRegion(json: string, region: string = DEFAULT_REGION): string {
  if (region === DEFAULT_REGION) return json;
  return json.replaceAll(`"${prefixOf(DEFAULT_REGION)}`, `"${prefixOf(region)}`);
}

/** The inverse, for a request. */
export function withoutRegion(json: string, region: string = DEFAULT_REGION): string {
  if (region === DEFAULT_REGION) return json;
  return json.replaceAll(`"${prefixOf(region)}`, `"${prefixOf(DEFAULT_REGION)}`);
}

function prefixOf(region: string): string {
  return `arn:aws:xray:${region}:${LOCAL_ACCOUNT}:`;
}

/**
 * The region in the credential scope of a signed request. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-
 * request.html
 */
export function regionOfScope(authorization: string | undefined): string | undefined {
  return /Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]{1,32})\//.exec(authorization ?? '')?.[1];
}

/** The part of an ARN behind the account, whatever the region and the account; `undefined` if the text is no ARN of X-Ray. */
export function resourceOfArn(arn: string): string | undefined {
  return /^arn:[\w-]*:xray:[\w-]*:\d*:(.+)$/.exec(arn)?.[1];
}
