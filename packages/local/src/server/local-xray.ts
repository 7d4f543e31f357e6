import { isIPv6 } from 'node:net';
import { type LocalXRayOptions, resolveOptions } from '../account/options.ts';
import type { IntakeReport, UnprocessedTraceSegment } from '../intake/intake.ts';
import { type TraceMatcher, toMatcher } from '../query/trace-matcher.ts';
import { type Trace, type TraceFilter, toTrace } from '../trace/assembled-trace.ts';
import { type EntitySnapshot, type SnapshotOptions, toSnapshots } from '../trace/snapshot.ts';
import { createParts } from './parts.ts';
import { type Door, openSockets, type Sockets } from './sockets.ts';
import { RECEIVE_BUFFER_BYTES } from './udp-listener.ts';

/** A running Local X-Ray. It is a transport too: `new AWSXRayExporter({ target: local })` sends to it in the same process. */
export interface LocalXRay {
  /** `http://127.0.0.1:2000`: the endpoint of the X-Ray API. */
  readonly url: string;
  readonly port: number;
  /** The same number as `port`. */
  readonly udpPort: number;
  /** The requested ports of OTLP, and the reason for a closed one. */
  readonly doors: readonly Door[];
  /** Stores documents, as objects or JSON strings; good ones are stored even when others fail. */
  ingest(documents: readonly (string | object)[]): Promise<{ UnprocessedTraceSegments: UnprocessedTraceSegment[] }>;
  /**
   * The assembled traces that a filter selects, all without one, oldest first.
   * @throws (rejects) FilterError if a filter expression cannot be read: says where and why
   */
  traces(filter?: TraceFilter): Promise<Trace[]>;
  /**
   * Resolves with the first trace that a filter selects, now or as soon as one does. Rejects after `timeoutMillis`
   * (default 5,000) with the received input instead, immediately if a filter expression cannot be read.
   */
  waitFor(filter?: TraceFilter, options?: { timeoutMillis?: number }): Promise<Trace>;
  /**
   * The traces that a filter selects, in order of their content, without what differs from run to run: ids, times, ports. For snapshot
   * tests.
   * @throws (rejects) FilterError if a filter expression cannot be read
   */
  snapshot(filter?: TraceFilter, options?: SnapshotOptions): Promise<EntitySnapshot[][]>;
  /** The received input, and the rejected part. */
  intake(): Promise<IntakeReport>;
  /** Forgets everything that was received, and everything that was set: sampling rules, groups, tags. */
  reset(): Promise<void>;
  /** Stops listening and closes the database; nothing is open once it resolves. Twice called is once done. */
  close(): Promise<void>;
  /** Stores documents as UTF-8 JSON, as every transport does. Never rejects. */
  send(
    documents: readonly Uint8Array[],
    timeoutMillis?: number,
  ): Promise<
    { status: 'success'; unprocessed: readonly UnprocessedTraceSegment[] } | { status: 'failure'; error: Error }
  >;
  /** The end of the transport's part: resolves, and leaves the server open for reading. */
  shutdown(): Promise<void>;
}

/**
 * Starts Local X-Ray: the daemon protocol by UDP and the X-Ray API by HTTP on one port number.
 * Source: https://docs.aws.amazon.com/xray/latest/api/Welcome.html
 * @throws (rejects) if an option is wrong, the port is taken or the folder is in use
 * @example
 * const xray = await startLocalXRay({ port: 0 });
 * await xray.ingest([{ trace_id: '…', id: '…', name: 'api', start_time: 1, end_time: 2 }]);
 * const trace = await xray.waitFor('service("api") { !fault }');
 * await xray.close();
 */
export async function startLocalXRay(given?: LocalXRayOptions): Promise<LocalXRay> {
  const options = resolveOptions(given);
  let listening: Sockets | undefined;
  const parts = createParts(options, () => {
    const { host } = options;
    const port = listening?.port ?? options.port;
    const receiveBufferBytes = listening?.udp.receiveBufferBytes ?? 0;
    return {
      url: urlOf(host, port),
      host,
      port,
      receiveBufferBytes,
      receiveBufferAskedBytes: RECEIVE_BUFFER_BYTES,
    };
  });
  const { traces, intake, waiting } = parts;
  const { findExpression: findGroup } = parts.context.groups;
  const sockets = await openSockets(options, parts).catch(async (error: unknown) => {
    await parts.close();
    throw error;
  });
  listening = sockets;
  const { port, udp } = sockets;

  const ingest: LocalXRay['ingest'] = async (documents) => {
    checkOpen();
    return { UnprocessedTraceSegments: intake.accept([{ way: 'process', sender: '', documents }]) };
  };
  const accepted = ({ id, selects, accepts }: TraceMatcher, candidate: string): Trace | undefined => {
    const assembled = id === undefined || id === candidate ? traces.get(candidate) : undefined;
    if (!assembled || !selects(assembled.tree)) return undefined;
    const trace = toTrace(candidate, assembled.revision, assembled.tree);
    return accepts(trace) ? trace : undefined;
  };
  const firstOf = (matcher: TraceMatcher, candidates: Iterable<string>): Trace | undefined => {
    for (const id of candidates) {
      const trace = accepted(matcher, id);
      if (trace) return trace;
    }
    return undefined;
  };
  const candidatesOf = async (matcher: TraceMatcher): Promise<string[]> => {
    udp.flush();
    if (matcher.id !== undefined) return [matcher.id];
    const ids: string[] = [];
    for await (const { rows } of traces.select({ range: ALWAYS, filter: matcher.tree }))
      for (const { id } of rows) ids.push(id);
    return ids.reverse();
  };
  const select = async (matcher: TraceMatcher): Promise<Trace[]> =>
    (await candidatesOf(matcher)).flatMap((id) => accepted(matcher, id) ?? []);
  let closing: Promise<void> | undefined;
  const checkOpen = (): void => {
    if (closing) throw new Error('Local X-Ray is closed.');
  };
  const close = async (): Promise<void> => {
    waiting.fail(new Error('Local X-Ray was closed while waiting for a trace.'));
    await sockets.close();
    await parts.close();
  };

  return {
    url: urlOf(options.host, port),
    port,
    udpPort: port,
    doors: sockets.doors,
    ingest,
    async traces(filter) {
      checkOpen();
      return select(toMatcher(filter, findGroup));
    },
    async waitFor(filter, { timeoutMillis = 5_000 } = {}) {
      checkOpen();
      const matcher = toMatcher(filter, findGroup);
      return waiting.wait(
        {
          find: async () => firstOf(matcher, await candidatesOf(matcher)),
          check: (changed) => firstOf(matcher, changed),
          describe: async () =>
            describeReceived(intake.report(udp.receiveBufferBytes), await select(toMatcher(undefined, findGroup))),
        },
        timeoutMillis,
      );
    },
    async snapshot(filter, snapshotOptions) {
      checkOpen();
      return toSnapshots(await select(toMatcher(filter, findGroup)), snapshotOptions);
    },
    async intake() {
      checkOpen();
      udp.flush();
      return intake.report(udp.receiveBufferBytes);
    },
    async reset() {
      checkOpen();
      udp.flush();
      parts.reset();
    },
    close: () => (closing ??= close()),
    async send(documents) {
      try {
        const texts = documents.map((document) => Buffer.from(document).toString('utf8'));
        const { UnprocessedTraceSegments: unprocessed } = await ingest(texts);
        return { status: 'success', unprocessed };
      } catch (error) {
        return { status: 'failure', error: error instanceof Error ? error : new Error(String(error)) };
      }
    },
    shutdown: async () => {},
  };
}

function describeReceived({ documents, datagrams, rejected }: IntakeReport, traces: readonly Trace[]): string {
  const reasons = Object.entries(rejected).map(([reason, count]) => `${count} × ${reason}`);
  const shown = traces.slice(-SHOWN_TRACES).map(({ id, segments, waiting }) => {
    const names = segments.map(({ name, inferred }) => (inferred ? `${name} (inferred)` : name));
    return `\n  ${id}: ${[...names, ...waiting.map(({ name }) => `${name} (waits for its parent)`)].join(', ')}`;
  });
  return (
    `Received: ${documents} documents (${datagrams} datagrams) in ${traces.length} traces` +
    `${reasons.length > 0 ? `; rejected: ${reasons.join(', ')}` : ''}.${shown.join('')}`
  );
}

function urlOf(host: string, port: number): string {
  return `http://${formatHost(host)}:${port}`;
}

// A server that listens everywhere is reached here.
function formatHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}

const SHOWN_TRACES = 10;
const ALWAYS = { type: 'TraceId', start: 0, end: Number.MAX_SAFE_INTEGER } as const;
