import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { type DiagLogFunction, DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { examineInstrumentations } from './doctor-instrumentations.ts';
import { type InstalledModules, installedModules } from './installed-modules.ts';
import { createInstrumentations } from './instrumentations.ts';
import { KNOWN_INSTRUMENTATIONS } from './known-instrumentations.ts';
import type { Instrumentation } from './options.ts';

const OWN = ['http', 'aws-sdk', 'undici'].map((name) => `@opentelemetry/instrumentation-${name}`);

let lines: string[] = [];
let made: Instrumentation[];
beforeEach(() => {
  made = [];
  const log =
    (level: string): DiagLogFunction =>
    (_name, text) =>
      void lines.push(`${level} ${text}`);
  const logger = { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug'), verbose: () => {} };
  diag.setLogger(logger, { logLevel: DiagLogLevel.DEBUG, suppressOverrideMessage: true });
  lines = [];
});
afterEach(() => {
  for (const instrumentation of made) instrumentation.disable();
  diag.disable();
});

class Fake {
  readonly instrumentationName: string;
  readonly config: object | undefined;
  isEnabled = true;
  constructor(instrumentationName: string, config?: object) {
    this.instrumentationName = instrumentationName;
    this.config = config;
  }
  enable(): void {}
  disable(): void {
    this.isEnabled = false;
  }
  setTracerProvider(): void {}
}
const fake = (name: string): Fake & Instrumentation => new Fake(name) as unknown as Fake & Instrumentation;

/** An application with these packages, of which each known instrumentation exports its class. */
function having(...names: string[]): InstalledModules {
  return {
    has: (name) => names.includes(name),
    resolve: (name) => `/app/node_modules/${name}/index.js`,
    load: (name) => {
      const { className } = KNOWN_INSTRUMENTATIONS.find(({ module }) => module === name)!;
      return {
        [className]: class extends Fake {
          constructor(config?: object) {
            super(name, config);
          }
        },
      };
    },
  };
}

function namesOf(
  list: Parameters<typeof createInstrumentations>[0],
  modules: InstalledModules = having(),
  env: Record<string, string> = {},
): string[] {
  made.push(...createInstrumentations(list, modules, env));
  return made.map(({ instrumentationName }) => instrumentationName);
}

describe('createInstrumentations', () => {
  it.each(KNOWN_INSTRUMENTATIONS.map((known) => [known.module, known] as const))(
    'registers %s where it and its library are installed',
    (module, { libraries, config }) => {
      expect(namesOf('auto', having(module, libraries[0]!))).toEqual([...OWN, module]);
      expect(made.at(-1)).toMatchObject(config ? { config } : {});
    },
  );

  it('registers none whose library is not installed, or that is not installed itself', () => {
    expect(namesOf('auto', having('@opentelemetry/instrumentation-pg', 'express'))).toEqual(OWN);
  });

  it('replaces the automatic one by a given one of the same name', () => {
    const own = fake(OWN[0]!);
    expect(namesOf(['auto', own])).toEqual([...OWN.slice(1), OWN[0]]);
    expect(made.at(-1)).toBe(own);
  });

  it('registers the last of several given ones, disables the others, and logs it', () => {
    const [first, other, second] = [fake('a'), fake('b'), fake('a')];
    expect(namesOf([[first, other], second])).toEqual(['b', 'a']);
    expect([first.isEnabled, other.isEnabled, second.isEnabled]).toEqual([false, true, true]);
    expect(lines).toEqual(['debug a is given more than once: the last one is registered']);
  });

  it.each([
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http, express' }, ['http', 'express']],
    [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-sdk,express' }, ['http', 'undici']],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: '' }, ['http', 'aws-sdk', 'undici', 'express']],
  ])('restricts auto by %o, and leaves given ones alone', (env, expected) => {
    const express = ['@opentelemetry/instrumentation-express', 'express'];
    const names = namesOf(['auto', fake('mine')], having(...express), env);
    expect(names).toEqual([...expected.map((name) => `@opentelemetry/instrumentation-${name}`), 'mine']);
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['exports another class', () => ({})],
    [
      'has a constructor that throws',
      () => ({
        PgInstrumentation: class {
          constructor() {
            throw new Error('no');
          }
        },
      }),
    ],
  ])('warns of an installed one that %s, and registers the others', (_, load) => {
    expect(namesOf('auto', { ...having(), has: (name) => name.endsWith('pg'), load })).toEqual(OWN);
    expect(lines).toEqual([expect.stringMatching(/^warn Could not load @opentelemetry\/instrumentation-pg: /)]);
  });
});

function createApp(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'otel-xray-app-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('installedModules', () => {
  it('finds packages from the working directory, from the program, and above both', () => {
    const folder = createApp({
      'node_modules/above/package.json': '{ "main": "index.js" }',
      'node_modules/above/index.js': 'module.exports = "above"',
      'app/node_modules/hidden/package.json': '{ "exports": { "import": "./x.mjs" } }',
      'app/src/main.js': '',
      'elsewhere/package.json': '{}',
    });
    const modules = installedModules(join(folder, 'app/src/main.js'), join(folder, 'elsewhere'));
    expect(['above', 'hidden', 'absent'].map((name) => modules.has(name))).toEqual([true, true, false]);
    expect(modules.load('above')).toBe('above');
    expect(() => modules.load('absent')).toThrow(/Cannot find module/);
  });

  it('finds scoped packages, also where another folder has their scope alone', () => {
    const folder = createApp({
      'node_modules/@scope/above/package.json': '{}',
      'app/node_modules/@scope/near/package.json': '{}',
      'app/package.json': '{}',
    });
    const modules = installedModules(undefined, join(folder, 'app'));
    const names = ['@scope/above', '@scope/near', '@scope/absent', '@other/absent', '@scope'];
    expect(names.map((name) => modules.has(name))).toEqual([true, true, false, false, false]);
  });

  it('looks from the working directory alone for a program that is no file', () => {
    expect(installedModules('[eval]', import.meta.dirname).has('vitest')).toBe(true);
    expect(installedModules(undefined, import.meta.dirname).has('vitest')).toBe(true);
  });
});

describe('the doctor', () => {
  const dependencies = { express: '5', pg: '8', '@nestjs/core': '12', hono: '4', fastify: '5', lodash: '4' };

  it.each([
    ['24.21.0', ''],
    ['20.20.2', '@~0.76'],
  ])('names what is not traced, with the line that installs it, on Node %s', (version, suffix) => {
    const folder = createApp({ 'package.json': JSON.stringify({ dependencies }), 'src/x.js': '' });
    const modules = having('@opentelemetry/instrumentation-express', '@opentelemetry/instrumentation-nestjs-core');
    expect(examineInstrumentations(join(folder, 'src'), version, modules)).toEqual([
      { kind: 'note', text: 'traced beside HTTP, fetch and the AWS SDK: express, @nestjs/core' },
      {
        kind: 'note',
        text: 'not traced: pg, fastify',
        cure: `npm install @opentelemetry/instrumentation-pg${suffix} @fastify/otel`,
      },
      {
        kind: 'note',
        text: 'not traced: routes and errors of hono',
        cure: 'npm install @hono/otel, then app.use(httpInstrumentationMiddleware())',
      },
    ]);
  });

  it('says nothing of libraries that the application does not have', () => {
    const folder = createApp({ 'package.json': '{ "devDependencies": { "express": "5" } }' });
    expect(examineInstrumentations(folder)).toEqual([
      { kind: 'note', text: 'traced beside HTTP, fetch and the AWS SDK: nothing' },
    ]);
  });

  it('says nothing where package.json is broken, or where there is none', () => {
    expect(examineInstrumentations(createApp({ 'package.json': '{ not json' }))).toEqual([]);
    expect(examineInstrumentations(parse(process.cwd()).root)).toEqual([]);
  });
});
