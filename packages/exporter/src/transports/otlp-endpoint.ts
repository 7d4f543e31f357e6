import type { HttpAddress } from '../sockets/http-call.ts';

/** The address for OTLP, and whether the call has to be signed. */
export interface OtlpEndpoint extends HttpAddress {
  /** The region to sign for; `undefined` where no signature is needed. */
  readonly signingRegion: string | undefined;
}

const PATH = '/v1/traces';

// xray.eu-west-1.amazonaws.com, xray-fips.…, vpce-0a-1b.xray.…, xray.….amazonaws.com.cn
const OF_AWS = /(?:^|\.)xray(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/**
 * Reads an address: X-Ray's own in a region, signed, or any other receiver of OTLP, such as a collector or Local X-Ray.
 * @param region beats the one in the address
 * Source: AWS X-Ray developer guide, "OTLP endpoint".
 */
export function otlpEndpoint(endpoint: string | undefined, region: string | undefined): OtlpEndpoint {
  const url = new URL(endpoint ?? `https://xray.${region}.amazonaws.com${PATH}`);
  const isSecure = url.protocol === 'https:';
  const ofHost = OF_AWS.exec(url.hostname)?.[1];
  return {
    isSecure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isSecure ? 443 : 80),
    path: url.pathname === '/' ? PATH : url.pathname + url.search,
    signingRegion: ofHost === undefined ? undefined : (region ?? ofHost),
  };
}
