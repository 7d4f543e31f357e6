import type { Boot, Settings } from '../contract/index.ts';
import { withTerm } from './filter-terms.ts';
import { toW3CForm } from './pasted-id.ts';
import { boundsOf, parseRange } from './time.ts';

/** The settings with which one kind of program sends here. */
export interface Snippet {
  readonly title: string;
  readonly text: string;
  /** A remark, one sentence. */
  readonly note: string;
}

/** The exact variables for this host and port, by SDK. */
export function environmentSnippets({ listening: { url, port } }: Pick<Boot, 'listening'>): Snippet[] {
  const { host } = new URL(url);
  return [
    {
      title: 'OpenTelemetry with otel-xray',
      text: `AWS_XRAY_DAEMON_ADDRESS=${host} node --import @otel-xray/register/auto app.js`,
      note: 'npm install @otel-xray/register once.',
    },
    {
      title: 'OpenTelemetry, any language',
      text: `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${url}/v1/traces\nOTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf`,
      note: 'Any OTLP exporter over HTTP; JSON and protobuf are taken.',
    },
    {
      title: 'X-Ray SDK',
      text: `AWS_XRAY_DAEMON_ADDRESS=${host}`,
      note: 'For the X-Ray SDKs of all languages; UDP and TCP have the same port.',
    },
    {
      title: 'ADOT',
      text: `AWS_XRAY_DAEMON_ADDRESS=${host}\nOTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${url}/v1/traces`,
      note: 'AWS Distro for OpenTelemetry: sampling rules from the first, traces by the second.',
    },
    {
      title: 'AWS CLI and SDKs',
      text: `AWS_ENDPOINT_URL_XRAY=${url}`,
      note: 'What asks or sends by the X-Ray API; any credentials will do.',
    },
    {
      title: 'Docker',
      text: `docker run -e AWS_XRAY_DAEMON_ADDRESS=host.docker.internal:${port} --add-host host.docker.internal:host-gateway …`,
      note: 'Start Local X-Ray with --host 0.0.0.0 --allowed-host host.docker.internal, so that containers reach it.',
    },
  ];
}

/** A command that sends one trace; `start` and ids are made when it runs. */
export function curlExample({ listening: { url } }: Pick<Boot, 'listening'>): string {
  const document =
    '{\\"trace_id\\":\\"1-$(printf %08x $now)-$(openssl rand -hex 12)\\",\\"id\\":\\"$(openssl rand -hex 8)\\",\\"name\\":\\"hello\\",\\"start_time\\":$now,\\"end_time\\":$now.25,\\"http\\":{\\"request\\":{\\"method\\":\\"GET\\",\\"url\\":\\"http://hello/\\"},\\"response\\":{\\"status\\":200}}}';
  const body = `{\\"TraceSegmentDocuments\\":[\\"${document.replaceAll('\\"', '\\\\\\"')}\\"]}`;
  return `now=$(date +%s); curl -s ${url}/TraceSegments -d "${body}"`;
}

/** `curl` that sends one document again, as it was received. */
export function curlForDocument(url: string, text: string): string {
  const body = JSON.stringify({ TraceSegmentDocuments: [text] });
  return `curl -s ${url}/TraceSegments -d '${body.replaceAll("'", "'\\''")}'`;
}

/** The same question for the AWS CLI, against this server. */
export function awsCliCommand(
  url: string,
  {
    filter = '',
    group,
    timeRange,
  }: { filter?: string | undefined; group?: string | undefined; timeRange?: string | undefined },
  now: number,
): string {
  const { start = 0, end = now } = boundsOf(parseRange(timeRange), now);
  const seconds = (micros: number): string => String(Math.floor(micros / 1e6));
  const asked =
    group === undefined ? filter : withTerm(filter, { kind: 'group', by: 'name', operator: '=', value: group });
  const expression = asked === '' ? '' : ` --filter-expression '${asked.replaceAll("'", "'\\''")}'`;
  return `aws xray get-trace-summaries --start-time ${seconds(start)} --end-time ${seconds(end + 1e6)}${expression} --endpoint-url ${url} --region us-east-1 --no-sign-request`;
}

/** Where the logs of a trace are; `undefined` when no template is set or it is no link to a page. */
export function logLink(
  { logLink: template }: Settings,
  traceId: string,
  start: number,
  end: number,
): string | undefined {
  if (!/^https?:\/\//i.test(template)) return undefined;
  return template
    .replaceAll('{trace_id}', toW3CForm(traceId))
    .replaceAll('{xray_trace_id}', traceId)
    .replaceAll('{start}', String(Math.floor(start / 1e3)))
    .replaceAll('{end}', String(Math.ceil(end / 1e3)));
}
