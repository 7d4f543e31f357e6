import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { PackageManifest, PackedPackage } from '@otel-xray/test-kit';

/** A registry of the scope `@otel-xray` on 127.0.0.1. */
export interface ScopeRegistry {
  /** Its base, with a slash at the end. */
  readonly url: string;
  /** Content of the `.npmrc` that points the scope here. All other names stay with the registry that npm is configured with. */
  readonly npmrc: string;
  /** The packages that it serves, by name. */
  readonly packages: ReadonlyMap<string, PublishedPackage>;
  close(): Promise<void>;
}

/** A package in the registry: its manifest and the bytes of its `.tgz`. */
export type PublishedPackage = Pick<PackedPackage, 'manifest' | 'tarball'>;

/**
 * Serves packages, so that install lines of READMEs work as they are written. `npm publish` adds packages.
 * @param initial the packages that it serves from the start
 */
export async function startScopeRegistry(initial: readonly PublishedPackage[]): Promise<ScopeRegistry> {
  const packages = new Map(initial.map((one) => [one.manifest.name, one]));
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    const [, name = '', tarball] = /^\/(@otel-xray\/[\w-]+)(\/-\/.+)?$/.exec(path) ?? [];
    // Versions stay the same while contents change: a cached answer would be wrong.
    response.setHeader('cache-control', 'no-store');
    if (request.method === 'PUT') {
      packages.set(name, publishedPackage((await json(request)) as Publication));
      response.end('{"ok":true}');
      return;
    }
    const found = packages.get(name);
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
    packages,
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

/** The body of `npm publish`, as libnpmpublish sends it: https://github.com/npm/cli/tree/latest/workspaces/libnpmpublish */
interface Publication {
  readonly versions: Readonly<Record<string, PackageManifest>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

function publishedPackage({ versions, _attachments }: Publication): PublishedPackage {
  const [manifest] = Object.values(versions);
  const attachment = Object.entries(_attachments).find(([file]) => file.endsWith('.tgz'))?.[1];
  if (manifest === undefined || attachment === undefined) throw new Error('a publication without version or tarball');
  return { manifest, tarball: Buffer.from(attachment.data, 'base64') };
}

/** The registry's document of a package: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
function documentOf({ manifest, tarball }: PublishedPackage, base: string): object {
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
