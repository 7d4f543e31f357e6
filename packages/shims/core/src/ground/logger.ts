/** A logger for the messages of the SDK. */
export interface Logger {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's own signature, which loggers of applications implement
  debug(...args: any[]): any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  info(...args: any[]): any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  warn(...args: any[]): any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  error(...args: any[]): any;
}

type Level = 'debug' | 'info' | 'warn' | 'error';

const LEVELS: readonly string[] = ['debug', 'info', 'warn', 'error', 'silent'];
const DEFAULT_LEVEL = LEVELS.indexOf('error');

let logger: Logger = consoleLogger(process.env);

/** Replaces the logger. Any object with the methods `error`, `warn`, `info` and `debug` will do. */
export function setLogger(logObj: Logger): void {
  logger = logObj;
}

/**
 * Returns the logger in use. Default: one that writes to the console. Environment: `AWS_XRAY_DEBUG_MODE`, any value for all messages, else
 * `AWS_XRAY_LOG_LEVEL`, `debug` to `silent`, default `error`; both are read when the package is loaded.
 */
export function getLogger(): Logger {
  return logger;
}

/** Creates the logger that the environment names. */
function consoleLogger(env: NodeJS.ProcessEnv): Logger {
  const least = levelOf(env['AWS_XRAY_DEBUG_MODE'] ? 'debug' : env['AWS_XRAY_LOG_LEVEL']);
  // The runtime of AWS Lambda writes time and level itself.
  const hasPrefix = env['LAMBDA_TASK_ROOT'] === undefined;
  const write = (level: Level): ((message?: unknown, meta?: unknown) => void) => {
    if (LEVELS.indexOf(level) < least) return () => undefined;
    return (message, meta) => {
      if (message || meta) console[level](line(level, message, meta, hasPrefix));
    };
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function levelOf(name: string | undefined): number {
  const index = LEVELS.indexOf(name?.toLowerCase() ?? '');
  return index === -1 ? DEFAULT_LEVEL : index;
}

function line(level: Level, message: unknown, meta: unknown, hasPrefix: boolean): string {
  const prefix = hasPrefix ? [localTime(new Date()), `[${level.toUpperCase()}]`] : [];
  const text = [...prefix, ...(message ? [String(message)] : [])].join(' ');
  const details = !meta ? '' : typeof meta === 'string' ? meta : JSON.stringify(meta);
  return [text, details].filter((part) => part !== '').join('\n  ');
}

/** `2026-12-01 10:00:00.000 +01:00`. */
function localTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().replace('T', ' ').replace('Z', ' ');
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}
