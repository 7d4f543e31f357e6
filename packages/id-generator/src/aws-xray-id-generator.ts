import type * as nodeCrypto from 'node:crypto';
import type { webcrypto } from 'node:crypto';
import type * as fs from 'node:fs';
// By its default export: webpack follows a named `createRequire` and warns about the name that it is called with.
import nodeModule from 'node:module';
import type * as v8 from 'node:v8';
import { XRayIds } from './xray-ids.ts';

/**
 * Ids that OpenTelemetry and X-Ray both accept: 8 hex digits of epoch seconds and 24 random ones, all from the system's
 * cryptographic source. Fits `IdGenerator` of SDK 2.x and 3.x by shape.
 * Source: X-Ray developer guide, "Sending trace data", "Generating trace IDs".
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 * @example new NodeSDK({ idGenerator: new AWSXRayIdGenerator() })
 */
export class AWSXRayIdGenerator extends XRayIds {
  constructor() {
    super(createFillRandom(), () => Date.now());
    if (process.execArgv.some((flag) => flag.startsWith('--build-snapshot'))) {
      // All processes started from the snapshot would else go on with the same pool.
      builtin<typeof v8>('node:v8').startupSnapshot.addDeserializeCallback(() => this.dropPool());
    }
  }
}

/** The first bytes come from the kernel itself, since a cold start waits for them; later ones from the fastest source. */
function createFillRandom(): (bytes: Uint8Array<ArrayBuffer>) => void {
  let isFirst = process.platform === 'linux';
  return (bytes) => {
    if (!isFirst || !readUrandom(bytes)) fillRandom(bytes);
    isFirst = false;
  };
}

// Node 18 has no global Web Crypto. Where there is one it starts faster than node:crypto, and neither is loaded at import.
function fillRandom(bytes: Uint8Array<ArrayBuffer>): void {
  const { crypto } = globalThis as { crypto?: webcrypto.Crypto };
  (crypto ?? builtin<typeof nodeCrypto>('node:crypto').webcrypto).getRandomValues(bytes);
}

/**
 * Reads the kernel's cryptographic source, as Web Crypto does once its 7 ms of code are loaded.
 * https://man7.org/linux/man-pages/man4/urandom.4.html
 * @returns false where the file is missing or may not be read
 */
function readUrandom(bytes: Uint8Array): boolean {
  const { openSync, readSync, closeSync } = builtin<typeof fs>('node:fs');
  try {
    const file = openSync('/dev/urandom', 'r');
    try {
      return readSync(file, bytes) === bytes.length;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

// In ESM as in CommonJS; a built-in module needs no real path to start from.
function builtin<Module>(name: string): Module {
  return nodeModule.createRequire('file:///')(name) as Module;
}
