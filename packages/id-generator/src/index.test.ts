import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as node from './index.ts';
import * as web from './index.web.ts';

describe.each([
  ['Node', node.AWSXRayIdGenerator],
  ['the web', web.AWSXRayIdGenerator],
])('AWSXRayIdGenerator for %s', (_, AWSXRayIdGenerator) => {
  it('puts epoch seconds and 24 random digits into a trace id', () => {
    const before = Math.floor(Date.now() / 1000);
    const traceId = new AWSXRayIdGenerator().generateTraceId();
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(Number.parseInt(traceId.slice(0, 8), 16)).toBeOneOf([before, before + 1]);
  });

  it('gives span ids of 16 random digits', () => {
    expect(new AWSXRayIdGenerator().generateSpanId()).toMatch(/^[0-9a-f]{16}$/);
  });

  it('never gives an id twice, also not from two generators', () => {
    const generators = [new AWSXRayIdGenerator(), new AWSXRayIdGenerator()];
    const ids = generators.flatMap((generator) =>
      Array.from({ length: 10_000 }, () => [generator.generateTraceId(), generator.generateSpanId()]),
    );
    expect(new Set(ids.flat()).size).toBe(40_000);
  });

  it('gives each digit at each place, about as often as any other', () => {
    const generator = new AWSXRayIdGenerator();
    const count = 32_000;
    const seen = new Map<string, number>();
    for (let i = 0; i < count; i++) {
      const digits = generator.generateTraceId().slice(8) + generator.generateSpanId();
      for (let place = 0; place < digits.length; place++) {
        const key = `${place}:${digits[place]}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    expect(seen.size).toBe(40 * 16);
    // 2,000 each, standard deviation 43: ten of them are chance less than once in 10^20 runs.
    const far = [...seen].filter(([, times]) => Math.abs(times - count / 16) > 430);
    expect(far).toEqual([]);
  });

  describe('with another clock', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it.each([
      [0, '00000000'],
      [1_000, '00000001'],
      [100_000_000_999, '05f5e100'],
      [1_700_000_000_123, '6553f100'],
      // 2106 and later start over, years before 1970 count back: still 8 digits.
      [4_294_967_296_000, '00000000'],
      [-1_000, 'ffffffff'],
    ])('at %i ms writes the seconds as %s', (now, digits) => {
      vi.setSystemTime(now);
      expect(new AWSXRayIdGenerator().generateTraceId()).toMatch(new RegExp(`^${digits}[0-9a-f]{24}$`));
    });

    it('follows the clock, forwards and back', () => {
      const generator = new AWSXRayIdGenerator();
      const times = [1_700_000_000_000, 1_700_000_000_999, 1_700_000_001_000, 1_699_999_999_000].map((now) => {
        vi.setSystemTime(now);
        return generator.generateTraceId().slice(0, 8);
      });
      expect(times).toEqual(['6553f100', '6553f100', '6553f101', '6553f0ff']);
    });
  });
});

it('uses node:crypto where there is no global Web Crypto, as in Node 18', () => {
  vi.stubGlobal('crypto', undefined);
  try {
    expect(new node.AWSXRayIdGenerator().generateSpanId()).toMatch(/^[0-9a-f]{16}$/);
  } finally {
    vi.unstubAllGlobals();
  }
});

it('gives other ids in each process that starts from one snapshot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'otel-xray-ids-'));
  try {
    const program = join(folder, 'program.cjs');
    const blob = join(folder, 'program.blob');
    await build({
      stdin: {
        contents: `
          import { startupSnapshot } from 'node:v8';
          import { AWSXRayIdGenerator } from './index.ts';
          const generator = new AWSXRayIdGenerator();
          generator.generateSpanId();
          startupSnapshot.setDeserializeMainFunction(() => console.log(generator.generateSpanId()));`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      platform: 'node',
      outfile: program,
    });
    const run = (...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['--snapshot-blob', blob, ...args], {
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
      return stdout.trim();
    };
    run('--build-snapshot', program);
    const ids = [run(), run()];
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
