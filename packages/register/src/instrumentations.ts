import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import type { InstalledModules } from './installed-modules.ts';
import { KNOWN_INSTRUMENTATIONS, type KnownInstrumentation, shortNameOf } from './known-instrumentations.ts';
import { logger } from './logger.ts';
import type { HookingPackage } from './module-hook.ts';
import type { AutoList, Instrumentation } from './options.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Instrumentations that `register` brings along. */
const OWN: readonly (readonly [name: string, create: () => Instrumentation])[] = [
  ['@opentelemetry/instrumentation-http', () => new HttpInstrumentation()],
  [
    '@opentelemetry/instrumentation-aws-sdk',
    // A call is one subsegment: the HTTP request inside it would be a second node on the map for the same service.
    () => new AwsInstrumentation({ suppressInternalInstrumentation: true }),
  ],
  ['@opentelemetry/instrumentation-undici', () => new UndiciInstrumentation()],
];

/**
 * Creates the instrumentations: those given, and for each `'auto'` HTTP, AWS SDK and undici with those that are installed beside the
 * application for libraries that are installed too. There is one of each `instrumentationName`: a given one replaces the automatic one,
 * and a later one an earlier one, since two of them would record everything twice.
 *
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS` (short names, separated by commas) restrict `'auto'`:
 * https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/auto-instrumentations-node#supported-instrumentations
 */
export function createInstrumentations(
  list: AutoList<Instrumentation | readonly Instrumentation[]>,
  modules: InstalledModules,
  env: Environment,
): Instrumentation[] {
  const items = list === 'auto' ? (['auto'] as const) : list;
  const given = lastOfEachName(items.flatMap((item) => (item === 'auto' ? [] : item)));
  const names = new Set(given.map(nameOf));
  const isWanted = isEnabledBy(env);
  const automatic = items.includes('auto')
    ? createAutomatic(modules, (name) => isWanted(name) && !names.has(name))
    : [];
  return [...automatic, ...given];
}

/** Those of the instrumentations that were found beside the application, with what they instrument. */
export function hookingPackages(
  instrumentations: readonly Instrumentation[],
  modules: InstalledModules,
): HookingPackage[] {
  const names = new Set(instrumentations.map(nameOf));
  return KNOWN_INSTRUMENTATIONS.filter(({ module }) => names.has(module) && modules.has(module)).map(
    ({ module, libraries }) => ({ file: modules.resolve(module), libraries }),
  );
}

function createAutomatic(modules: InstalledModules, isWanted: (name: string) => boolean): Instrumentation[] {
  const own = OWN.filter(([name]) => isWanted(name)).map(([, create]) => create());
  const installed = KNOWN_INSTRUMENTATIONS.filter(({ module }) => isWanted(module))
    .filter(({ module, libraries }) => modules.has(module) && libraries.some((library) => modules.has(library)))
    .flatMap((known) => loadInstalled(known, modules));
  return [...own, ...installed];
}

type InstrumentationClass = new (config?: object) => Instrumentation;

function loadInstalled(
  { module, className, config }: KnownInstrumentation,
  modules: InstalledModules,
): Instrumentation[] {
  try {
    const exported = modules.load(module) as Readonly<Record<string, InstrumentationClass | undefined>>;
    const Class = exported[className];
    if (Class === undefined) throw new Error(`it exports no ${className}`);
    const instrumentation = new Class(config);
    logger().debug(`registered ${module}, which is installed beside the application`);
    return [instrumentation];
  } catch (error) {
    logger().warn(`Could not load ${module}: its library is not traced. Reinstall it in a version that fits.`, error);
    return [];
  }
}

function lastOfEachName(given: readonly Instrumentation[]): Instrumentation[] {
  const last = new Map(given.map((instrumentation) => [nameOf(instrumentation), instrumentation]));
  return given.filter((instrumentation) => {
    const name = nameOf(instrumentation);
    if (last.get(name) === instrumentation) return true;
    logger().debug(`${name} is given more than once: the last one is registered`);
    // Its constructor has enabled it already.
    instrumentation.disable();
    return false;
  });
}

function nameOf({ instrumentationName }: Instrumentation): string {
  return instrumentationName;
}

function isEnabledBy(env: Environment): (name: string) => boolean {
  const enabled = namesIn(env['OTEL_NODE_ENABLED_INSTRUMENTATIONS']);
  const disabled = namesIn(env['OTEL_NODE_DISABLED_INSTRUMENTATIONS']);
  return (name) => (enabled.size === 0 || enabled.has(shortNameOf(name))) && !disabled.has(shortNameOf(name));
}

function namesIn(variable: string | undefined): ReadonlySet<string> {
  return new Set(
    (variable ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
}
