import { connect } from 'node:net';
import { AWSXRayExporter, type ExporterStats } from '@otel-xray/exporter';
import { type DaemonAddress, DEFAULT_DAEMON_ADDRESS, ENV_DAEMON_ADDRESS, parseDaemonAddress } from '@otel-xray/format';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';
import { cureOf } from './doctor-cures.ts';
import type { Finding } from './doctor-finding.ts';
import { readBack } from './doctor-read-back.ts';

/** The request that the doctor examines. */
export type DoctorTarget = 'auto' | 'daemon' | 'daemon-http' | 'api' | 'otlp';

/** Whether traces would arrive from here: over UDP nobody says more than that they left. */
export type Verdict = 'arrive' | 'leave' | 'lost';

/** Milliseconds for each thing that is tried. */
const TRY_MILLIS = 3_000;

/**
 * Says what is configured, what answers, and whether a test trace arrives. Never throws.
 * @param report receives each finding as soon as it is made
 */
export async function examine(
  target: DoctorTarget,
  env: NodeJS.ProcessEnv,
  report: (finding: Finding) => void,
): Promise<Verdict> {
  for (const text of configuration(env)) report({ kind: 'note', text });
  const given = env[ENV_DAEMON_ADDRESS]?.trim();
  const address = parseDaemonAddress(given || DEFAULT_DAEMON_ADDRESS);
  if ('rejected' in address) {
    const cure = `set ${ENV_DAEMON_ADDRESS} to host:port`;
    report({ kind: 'problem', text: `${ENV_DAEMON_ADDRESS} is "${given}": ${address.rejected}`, cure });
    return 'lost';
  }
  const isRemote = target === 'api' || target === 'otlp';
  const answersTcp = !isRemote && target !== 'daemon' && (await tryTcp(address, report));
  const isAcknowledged = answersTcp || isRemote;
  const traceId = await sendTestTrace(target, isAcknowledged, report);
  if (traceId === undefined) return 'lost';
  if (answersTcp) report(await readBack(address.tcp, traceId, TRY_MILLIS));
  return isAcknowledged ? 'arrive' : 'leave';
}

function configuration(env: NodeJS.ProcessEnv): string[] {
  const name = env['OTEL_SERVICE_NAME'] || env['AWS_XRAY_TRACING_NAME'];
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  return [
    `Node ${process.version}`,
    `service name: ${name ?? 'not set (OTEL_SERVICE_NAME)'}`,
    `daemon address: ${env[ENV_DAEMON_ADDRESS] ?? `${DEFAULT_DAEMON_ADDRESS}, the default`}`,
    `region: ${region ?? 'not set (AWS_REGION)'}`,
    `credentials: ${credentialsSource(env)}`,
  ];
}

/** Where the AWS SDK would look first. Names of variables only, never what they hold. */
const CREDENTIALS: readonly (readonly [variable: string, source: string])[] = [
  ['AWS_ACCESS_KEY_ID', 'the environment'],
  ['AWS_PROFILE', 'a profile'],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', 'a web identity'],
  ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'the container'],
  ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'the container'],
];

function credentialsSource(env: NodeJS.ProcessEnv): string {
  const found = CREDENTIALS.find(([variable]) => env[variable]);
  return found === undefined
    ? 'none in the environment (only the targets api and otlp need some here)'
    : `${found[1]} (${found[0]})`;
}

async function tryTcp({ tcp }: DaemonAddress, report: (finding: Finding) => void): Promise<boolean> {
  const error = await new Promise<Error | undefined>((resolve) => {
    const socket = connect({ host: tcp.host, port: tcp.port });
    const end = (outcome?: Error): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.setTimeout(TRY_MILLIS, () => end(new Error('no answer')));
    socket.once('connect', () => end());
    socket.once('error', end);
  });
  const at = `the daemon's TCP port ${tcp.host}:${tcp.port}`;
  if (error === undefined) report({ kind: 'ok', text: `${at} answers` });
  else
    report({ kind: 'note', text: `${at} does not answer (${error.message || (error as NodeJS.ErrnoException).code})` });
  return error === undefined;
}

/** Sends one span the way an application would; returns its trace id if it was accepted. */
async function sendTestTrace(
  target: DoctorTarget,
  isAcknowledged: boolean,
  report: (finding: Finding) => void,
): Promise<string | undefined> {
  const limits = { timeoutMillis: TRY_MILLIS, retryMillis: TRY_MILLIS, flushTimeoutMillis: 2 * TRY_MILLIS };
  const exporter = makeExporter(() => new AWSXRayExporter({ target, ...limits }), target, report);
  if (exporter === undefined) return undefined;
  const ids = new AWSXRayIdGenerator();
  const traceId = ids.generateTraceId();
  await new Promise<void>((resolve) => exporter.export([makeSpan(traceId, ids.generateSpanId())], () => resolve()));
  await exporter.shutdown();
  const stats = exporter.stats();
  if (stats.sent === 0) {
    report(toProblem(stats, target));
    return undefined;
  }
  if (isAcknowledged) report({ kind: 'ok', text: `a test trace was sent: ${traceId}` });
  else report({ kind: 'note', text: `a test trace was handed to UDP, which nobody acknowledges: ${traceId}` });
  return traceId;
}

/** A target that lacks something in the environment shows it when its exporter is made. */
function makeExporter(
  make: () => AWSXRayExporter,
  target: DoctorTarget,
  report: (finding: Finding) => void,
): AWSXRayExporter | undefined {
  try {
    return make();
  } catch (error) {
    const { message } = error as Error;
    report({ kind: 'problem', text: message, cure: cureOf('sendFailed', message, target) });
    return undefined;
  }
}

function toProblem({ dropped, lastError = '' }: ExporterStats, target: DoctorTarget): Finding {
  const [reason = 'no outcome'] = Object.keys(dropped);
  const cure = cureOf(reason, lastError, target);
  return { kind: 'problem', text: `a test trace was lost: ${reason} (${lastError})`, cure };
}

function makeSpan(traceId: string, spanId: string): Parameters<AWSXRayExporter['export']>[0][number] {
  const now = Date.now();
  const time = [Math.floor(now / 1_000), (now % 1_000) * 1_000_000] as const;
  return {
    name: 'otel-xray-doctor',
    kind: 1,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    startTime: time,
    endTime: time,
    status: { code: 0 },
    attributes: {},
    events: [],
    links: [],
    resource: { attributes: { 'service.name': 'otel-xray-doctor' } },
    instrumentationScope: { name: '@otel-xray/register' },
  };
}
