import {
  BatchGetTracesCommand,
  GetServiceGraphCommand,
  GetTraceSummariesCommand,
  type Service,
  type TraceSummary,
  XRayClient,
} from '@aws-sdk/client-xray';
import { startLocalXRay } from '@otel-xray/local';
import { startShop } from '../../examples/shop/start.mjs';
import { sendTraffic, traffic } from '../../examples/shop/traffic.mjs';

/** A segment or subsegment as BatchGetTraces answers it. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly parent_id?: string;
  readonly trace_id?: string;
  readonly namespace?: string;
  readonly inferred?: boolean;
  readonly error?: boolean;
  readonly throttle?: boolean;
  readonly fault?: boolean;
  readonly annotations?: Record<string, unknown>;
  readonly metadata?: Record<string, Record<string, unknown>>;
  readonly http?: { response?: { status?: number } };
  readonly cause?: { exceptions: Exception[] };
  readonly subsegments?: readonly Entity[];
}

interface Exception {
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly cause?: string;
  readonly stack: readonly { path: string; line: number; label: string }[];
}

/** What X-Ray knows after the traffic: for each request, in order, its summary and its segments; and the map. */
export interface ShopTraces {
  readonly requests: ReadonlyMap<string, { summary: TraceSummary; segments: readonly Entity[] }>;
  readonly services: readonly Service[];
}

/**
 * Runs the shop in real processes against a Local X-Ray, sends its traffic, closes it, and reads everything back through the AWS SDK.
 * @param folder the services' files, where not the example's own
 */
export async function runShop(folder?: string): Promise<ShopTraces> {
  const local = await startLocalXRay({ port: 0 });
  const credentials = { accessKeyId: 'dummy', secretAccessKey: 'dummy' };
  const xray = new XRayClient({ endpoint: local.url, region: 'us-east-1', credentials });
  try {
    const shop = await startShop({ daemonAddress: new URL(local.url).host, ...(folder && { folder }) });
    await sendTraffic(shop.url).finally(() => shop.stop());
    const now = Date.now();
    const range = { StartTime: new Date(now - 60_000), EndTime: new Date(now + 1_000) };

    const { Services = [] } = await xray.send(new GetServiceGraphCommand(range));
    const { TraceSummaries = [] } = await xray.send(new GetTraceSummariesCommand(range));
    const segments = await Promise.all(TraceSummaries.map(({ Id }) => segmentsOf(xray, Id!)));
    const inOrder = TraceSummaries.map((summary, index) => ({ summary, segments: segments[index]! })).sort(
      (a, b) => startOf(a.segments) - startOf(b.segments),
    );
    return { requests: new Map(inOrder.map((trace, index) => [traffic[index]!.about, trace])), services: Services };
  } finally {
    xray.destroy();
    await local.close();
  }
}

async function segmentsOf(xray: XRayClient, traceId: string): Promise<Entity[]> {
  const { Traces = [] } = await xray.send(new BatchGetTracesCommand({ TraceIds: [traceId] }));
  return Traces[0]!.Segments!.map(({ Document }) => JSON.parse(Document!));
}

const startOf = (segments: readonly Entity[]): number => Math.min(...segments.map(({ start_time }) => start_time));

/** An entity and everything below it: subsegments, and the segments of the services they called, in order of start. */
export function childrenOf(entity: Entity, segments: readonly Entity[]): Entity[] {
  const called = segments.filter(({ parent_id, inferred }) => parent_id === entity.id && !inferred);
  return [...(entity.subsegments ?? []), ...called].sort((a, b) => a.start_time - b.start_time);
}

/** The one segment that nothing called. */
export function rootOf(segments: readonly Entity[]): Entity {
  return segments.find(({ parent_id }) => !parent_id)!;
}
