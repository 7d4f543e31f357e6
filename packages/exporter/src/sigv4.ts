import type { Hash, Hmac } from 'node:crypto';

type Crypto = typeof import('node:crypto');

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
  /** Asks for fresh credentials. */
  refresh(): Promise<void>;
  /** Signs as of another time from now on: `offsetMillis` beside the clock of this machine. */
  shiftClock(offsetMillis: number): void;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Makes a signer; AWS's own signer and credential chain are loaded when something is signed. */
export function createSigner(region: string, now: () => number): Signer {
  let offset = 0;
  let credentials: ((options?: { forceRefresh?: boolean }) => Promise<Credentials>) | undefined;
  return {
    async sign({ hostname, path, headers, body }) {
      const { SignatureV4, defaultProvider } = await loadPackages();
      // Loaded here, as it takes longer than all else that an import of this package does.
      const sha256 = sha256Of(await import('node:crypto'));
      credentials ??= defaultProvider();
      const signer = new SignatureV4({ service: 'xray', region, credentials, sha256 });
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

async function loadPackages() {
  try {
    const [{ SignatureV4 }, { defaultProvider }] = await Promise.all([
      import('@smithy/signature-v4'),
      import('@aws-sdk/credential-provider-node'),
    ]);
    return { SignatureV4, defaultProvider };
  } catch (cause) {
    const packages = '@smithy/signature-v4 @aws-sdk/credential-provider-node';
    throw new Error(`target "otlp" signs with AWS's own packages: npm install ${packages}`, { cause });
  }
}

/** Makes the class of hash that the signer asks for, from Node's. */
function sha256Of({ createHash, createHmac }: Crypto) {
  type Key = string | ArrayBuffer | ArrayBufferView | undefined;
  const newHash = (key: Key): Hash | Hmac =>
    key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key));
  return class Sha256 {
    readonly #key: Key;
    #hash: Hash | Hmac;

    constructor(key?: Key) {
      this.#key = key;
      this.#hash = newHash(key);
    }

    update(data: string | ArrayBuffer | ArrayBufferView): void {
      this.#hash.update(bytesOf(data));
    }

    async digest(): Promise<Uint8Array> {
      return this.#hash.digest();
    }

    reset(): void {
      this.#hash = newHash(this.#key);
    }
  };
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}
