import { environmentOf } from './environment.ts';
import type { Door } from './sockets.ts';

/** Facts for the lines at the start of the command. */
export interface BannerFacts {
  readonly url: string;
  /** The requested address; with `0.0.0.0` or `::` the URL names this machine's own. */
  readonly listenHost: string;
  /** The folder, or `:memory:`. */
  readonly dataDir: string;
  readonly receiveBufferBytes: number;
  /** OTLP's own ports. */
  readonly doors: readonly Door[];
}

/**
 * The lines to print: where it listens, the variables for programs that send and query, and the data folder.
 * @param emphasize makes a text stand out, where the output can
 */
export function formatBanner(
  { url, listenHost, dataDir, receiveBufferBytes, doors }: BannerFacts,
  emphasize: (text: string) => string,
): string {
  const { host, port } = new URL(url);
  const isOpen = listenHost === '0.0.0.0' || listenHost === '::';
  const environment = environmentOf(url);
  const set = (name: keyof typeof environment): string => emphasize(`${name}=${environment[name]}`);
  const rows = [
    ['Console', emphasize(url)],
    ['X-Ray SDKs, @otel-xray', set('AWS_XRAY_DAEMON_ADDRESS')],
    ["OpenTelemetry's OTLP", set('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')],
    ...doors.map(({ name, port, problem }) => [name, problem ?? `port ${port}`]),
    ['AWS CLI, AWS SDKs', set('AWS_ENDPOINT_URL_XRAY')],
    ['Data', dataDir === ':memory:' ? 'in memory, gone when this stops' : dataDir],
    ['UDP receive buffer', `${Math.round(receiveBufferBytes / 1024)} KiB granted, 4096 KiB asked for`],
  ];
  const width = Math.max(...rows.map(([label = '']) => label.length));
  return [
    `${emphasize('Local X-Ray')} listens on ${emphasize(isOpen ? `all interfaces, port ${port}` : host)} (UDP and HTTP).`,
    ...(isOpen ? ['Everyone who can reach this machine can read and delete the traces.'] : []),
    '',
    ...rows.map(([label = '', value]) => `  ${label.padEnd(width)}  ${value}`),
    '',
    'Stop with Ctrl+C.',
    '',
  ].join('\n');
}
