import type { TraceSummary } from '../trace/summary.ts';
import { paint } from './paint.ts';
import { printable } from './printable.ts';

/** The printed members of a summary that GetTraceSummaries returns; times are epoch seconds. */
export type LineSummary = Pick<
  TraceSummary,
  | 'Id'
  | 'StartTime'
  | 'ResponseTime'
  | 'HasFault'
  | 'HasError'
  | 'IsPartial'
  | 'Http'
  | 'EntryPoint'
  | 'ServiceIds'
  | 'Annotations'
>;

/** A trace as the cells of one line: time, state, request, duration, services, id. */
export function traceCells(summary: LineSummary): string[] {
  const { Http: http, ResponseTime, EntryPoint, ServiceIds } = summary;
  const root = EntryPoint?.Name ?? '';
  const state = stateOf(summary);
  const others = new Set(ServiceIds.map(({ Name }) => Name).filter((name) => name !== root));
  return [
    paint.quiet(timeOf(summary.StartTime)),
    paint[state === 'partial' ? 'quiet' : state](`${http.HttpStatus ?? ''} ${state}`.trim()),
    printable(operationOf(summary) ?? requestOf(http) ?? (root || '(no segment yet)')),
    ResponseTime === undefined ? '…' : `${(ResponseTime * 1_000).toFixed(1)} ms`,
    printable(root) + (others.size > 0 ? paint.quiet(` +${others.size}`) : ''),
    paint.quiet(summary.Id),
  ];
}

/** How the columns of `traceCells` are filled up, and how wide they are at least. */
export const TRACE_SIDES = ['end', 'end', 'end', 'start', 'end', 'end'] as const;
export const TRACE_WIDTHS = [12, 12, 24, 10, 16, 35] as const;

function stateOf({
  HasFault,
  HasError,
  IsPartial,
  Http,
}: LineSummary): 'fault' | 'throttle' | 'error' | 'partial' | 'ok' {
  if (HasFault) return 'fault';
  // HasThrottle is about any segment; only the status says it of the root.
  if (HasError) return Http.HttpStatus === TOO_MANY_REQUESTS ? 'throttle' : 'error';
  return IsPartial ? 'partial' : 'ok';
}

/** The annotation that names the operation of a service: AWS's own key, and the same where an SDK has replaced the dots. */
export const OPERATION_KEYS = ['aws.local.operation', 'aws_local_operation'] as const;

/** The route or the name of a job, as the root's service has set it. */
function operationOf({ Annotations, EntryPoint }: LineSummary): string | undefined {
  for (const key of OPERATION_KEYS)
    for (const { AnnotationValue, ServiceIds } of Annotations[key] ?? [])
      if ('StringValue' in AnnotationValue && ServiceIds.some(({ Name }) => Name === EntryPoint?.Name))
        return AnnotationValue.StringValue;
  return undefined;
}

function requestOf({ HttpMethod, HttpURL = '' }: LineSummary['Http']): string | undefined {
  return HttpMethod === undefined ? undefined : `${HttpMethod} ${pathOf(HttpURL)}`;
}

// The host is that of the first service, which is beside it.
function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function timeOf(seconds: number): string {
  const date = new Date(seconds * 1_000);
  const part = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  return `${part(date.getHours())}:${part(date.getMinutes())}:${part(date.getSeconds())}.${part(date.getMilliseconds(), 3)}`;
}

const TOO_MANY_REQUESTS = 429;
