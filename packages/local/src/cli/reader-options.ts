import { type Command, InvalidArgumentError, Option } from 'commander';
import { Api, type Question } from '../client/api.ts';

/** The options of every command that reads from a running Local X-Ray. */
export interface ReaderOptions {
  readonly endpoint: string;
  readonly json?: boolean;
}

export interface RangeOptions extends ReaderOptions {
  /** Seconds. */
  readonly since: number;
}

/** Adds `--endpoint` and `--json`. */
export function addReaderOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--endpoint <url>', 'the Local X-Ray to ask')
        .env('AWS_ENDPOINT_URL_XRAY')
        .default('http://127.0.0.1:2000')
        .argParser(parseEndpoint),
    )
    .option('--json', 'as JSON, for other programs');
}

/** Adds `--since` too. */
export function addRangeOptions(command: Command): Command {
  return addReaderOptions(command).addOption(
    new Option('--since <duration>', 'how far back, such as 90s, 15m, 6h or 7d')
      .default(3_600, '1h')
      .argParser(parseDuration),
  );
}

/** The API that the options name. */
export function apiOf({ endpoint }: ReaderOptions): Api {
  return new Api(endpoint);
}

/** The range until now. */
export function questionOf({ since }: RangeOptions, filter: string | undefined): Question {
  const now = Date.now() / 1_000;
  // Rounding must not leave out what started this moment.
  return { start: now - since, end: now + 1, filter };
}

/** Seconds; a number with its unit. */
function parseDuration(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? Number.NaN);
  if (!(seconds > 0)) throw new InvalidArgumentError('Expected a duration such as 90s, 15m, 6h or 7d.');
  return seconds;
}

/** A whole number above or equal to 0. */
export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function parseEndpoint(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) throw new InvalidArgumentError('Expected an http URL.');
  return text.replace(/\/+$/, '');
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
