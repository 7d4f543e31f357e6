import type { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';

/** Returns the value of `X-Amzn-Trace-Id` for a call. */
export function callHeader(subsegment: Subsegment, parent: Segment | Subsegment): string {
  const traceId = rootOf(parent)?.trace_id;
  return `Root=${traceId};Parent=${subsegment.id};Sampled=${subsegment.notTraced ? '0' : '1'}`;
}

/** The same with the further fields of the trace, such as `Lineage`, which calls of AWS pass on. */
export function awsCallHeader(subsegment: Subsegment, parent: Segment | Subsegment): string {
  const { additionalTraceData = {} } = rootOf(parent) ?? {};
  const fields = Object.entries(additionalTraceData).map(([key, value]) => `;${key}=${value}`);
  return callHeader(subsegment, parent) + fields.join('');
}

function rootOf(parent: Segment | Subsegment): Segment | undefined {
  return ('segment' in parent ? parent.segment : undefined) ?? (parent as Segment);
}

/** Starts the subsegment of a call, unsampled below an unsampled parent. */
export function callSubsegment(parent: Segment | Subsegment, name: string): Subsegment {
  return parent.notTraced ? parent.addNewSubsegmentWithoutSampling(name) : parent.addNewSubsegment(name);
}
