import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PackedPackage, packPackages } from '@otel-xray/test-kit';

/** The packed packages as a registry of the scope `@otel-xray` on 127.0.0.1. */
export interface ScopeRegistry {
  /** Its base, with a slash at the end. */
  readonly url: string;
  /** Text of the `.npmrc` that points the scope here. All other names stay with the registry that npm is configured with. */
  readonly npmrc: string;
  close(): Promise<void>;
}

/**
 * Serves the packed packages, so that install lines of READMEs work as they are written.
 * @throws if a package has not been built
 */
export async function startScopeRegistry(): Promise<ScopeRegistry> {
  const packed = new Map(packPackages().map((one) => [one.manifest.name, one]));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    const [, name = '', tarball] = /^\/(@otel-xray\/[\w-]+)(\/-\/.+)?$/.exec(path) ?? [];
    const found = packed.get(name);
    // Versions stay the same while contents change: nobody may cache them.
    response.setHeader('cache-control', 'no-store');
    if (found === undefined) response.writeHead(404).end('{"error":"not found"}');
    else if (tarball === undefined) response.end(JSON.stringify(documentOf(found, `${baseOf(server.address())}`)));
    else response.end(found.tarball);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = baseOf(server.address());
  return {
    url,
    npmrc: `@otel-xray:registry=${url}\n`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function baseOf(address: AddressInfo | string | null): string {
  return `http://127.0.0.1:${(address as AddressInfo).port}/`;
}

/** The registry's document of a package: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
function documentOf({ manifest, tarball }: PackedPackage, base: string): object {
  const { name, version } = manifest;
  const dist = {
    tarball: `${base}${name}/-/${name.split('/')[1]}-${version}.tgz`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  };
  // Yarn and Deno read the times.
  const time = { created: PUBLISHED, modified: PUBLISHED, [version]: PUBLISHED };
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } }, time };
}

/** Long ago, for package managers that wait before they install new versions. */
const PUBLISHED = '2024-01-01T00:00:00.000Z';
