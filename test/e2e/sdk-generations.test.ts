import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPackedProject } from '@otel-xray/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traffic } from '../../examples/shop/traffic.mjs';
import { normalise } from './normalise.ts';
import { root } from './run-process.ts';
import { runShop, type ShopTraces } from './run-shop.ts';

const generations = [2, 3] as const;
const projects = new Map(generations.map((sdk) => [sdk, createPackedProject({ sdk })]));
const shops = new Map<number, ShopTraces>();

beforeAll(async () => {
  for (const [sdk, { folder }] of projects) {
    const services = join(folder, 'shop');
    cpSync(join(root, 'examples/shop'), services, {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
    shops.set(sdk, await runShop(services));
  }
});
afterAll(() => {
  for (const project of projects.values()) project.remove();
});

const versionOf = (folder: string, name: string): string =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;

describe('the shop from packed tarballs', () => {
  it.each([
    [2, { api: /^1\.9\./, sdk: /^0\.2/ }],
    [3, { api: /^1\.10\./, sdk: /^0\.3/ }],
  ] as const)('runs on OpenTelemetry %i.x', (sdk, versions) => {
    const { folder } = projects.get(sdk)!;
    expect(versionOf(folder, '@opentelemetry/api')).toMatch(versions.api);
    expect(versionOf(folder, '@opentelemetry/sdk-node')).toMatch(versions.sdk);
  });

  it.each(traffic.map(({ about }) => about))('gives the same tree on both: %s', (about) => {
    const [on2, on3] = generations.map((sdk) =>
      normalise(shops.get(sdk)!.requests.get(about)!.segments, projects.get(sdk)!.folder),
    );
    expect(on3).toMatchObject({ name: 'web', calls: [{ calls: [{ name: 'orders' }] }] });
    expect(on2).toEqual(on3);
  });
});
