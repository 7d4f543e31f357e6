import { type CredentialsProvider, loadSigningPackages, type SigningPackages } from './target-packages.ts';

/** A request as it is signed. */
interface UnsignedRequest {
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Signs requests for X-Ray with the credentials that AWS's SDKs would find. */
export interface Signer {
  /** Gives the headers to send, signature included. @throws where there are no credentials, or AWS's packages are not installed */
  sign(request: UnsignedRequest): Promise<Record<string, string>>;
  /** Requests fresh credentials. */
  refresh(): Promise<void>;
  /** Signs as of another time from now on: `offsetMillis` beside the clock of this machine. */
  shiftClock(offsetMillis: number): void;
}

/**
 * Creates a signer from AWS's own packages.
 * @param load called when something is signed
 */
export function createSigner(
  region: string,
  now: () => number,
  load: () => Promise<SigningPackages> = loadSigningPackages,
): Signer {
  let offset = 0;
  let credentials: CredentialsProvider | undefined;
  return {
    async sign({ hostname, path, headers, body }) {
      const { SignatureV4, defaultProvider, Sha256 } = await load();
      credentials ??= defaultProvider();
      const signer = new SignatureV4({ service: 'xray', region, credentials, sha256: Sha256 });
      const request = {
        method: 'POST',
        protocol: 'https:',
        hostname,
        path,
        headers: { ...headers, host: hostname },
        body,
      };
      const signed = await signer.sign(request, { signingDate: new Date(now() + offset) });
      return signed.headers;
    },
    async refresh() {
      await credentials?.({ forceRefresh: true });
    },
    shiftClock(offsetMillis) {
      offset = offsetMillis;
    },
  };
}
