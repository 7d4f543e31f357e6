import { getLogger } from '../ground/logger.ts';
import { Segment } from '../segments/segment.ts';
import { Subsegment } from '../segments/subsegment.ts';
import { activeEntity } from './active.ts';
import { contextMissingStrategy } from './missing.ts';
import { type Namespace, namespace } from './namespace.ts';

let automatic = !process.env['AWS_XRAY_MANUAL_MODE'];

/** Whether the current segment is found by itself. Environment: `AWS_XRAY_MANUAL_MODE`, any value, for manual mode. */
export function isAutomaticMode(): boolean {
  return automatic;
}

export function enableAutomaticMode(): void {
  automatic = true;
  getLogger().debug('Overriding AWS X-Ray SDK mode. Set to automatic mode.');
}

/** From here on, segments are passed to each call by hand. In AWS Lambda it only warns. */
export function enableManualMode(): void {
  if (isLambda()) {
    getLogger().warn('AWS Lambda does not support AWS X-Ray manual mode.');
    return;
  }
  automatic = false;
  getLogger().debug('Overriding AWS X-Ray SDK mode. Set to manual mode.');
}

/** Whether this process is a function of AWS Lambda. */
export function isLambda(): boolean {
  return Boolean(process.env['LAMBDA_TASK_ROOT']);
}

/** Returns the namespace of the SDK's contexts. */
export function getNamespace(): Namespace {
  return namespace;
}

/** Returns the current segment or subsegment. Where there is none, the strategy for missing contexts decides. */
export function getSegment(): Segment | Subsegment | undefined {
  if (!automatic) {
    contextMissingStrategy.contextMissing('Cannot get sub/segment from context. Not supported in manual mode.');
    return undefined;
  }
  const segment = activeEntity();
  if (segment === undefined) {
    contextMissingStrategy.contextMissing('Failed to get the current sub/segment from the context.');
  } else if (segment.facade === true && isLambda()) {
    (segment as Segment & { resolveLambdaTraceData(): void }).resolveLambdaTraceData();
  }
  return segment;
}

/**
 * Makes a segment or subsegment the current one, in the current context and all that it started.
 * @throws Error outside of all contexts
 */
export function setSegment(segment: Segment | Subsegment): void {
  if (!automatic)
    contextMissingStrategy.contextMissing('Cannot set sub/segment on context. Not supported in manual mode.');
  else if (!namespace.set('segment', segment))
    getLogger().warn('Failed to set the current sub/segment on the context.');
}

/** Returns the current segment in automatic mode, the given one in manual mode. */
export function resolveSegment(segment?: Segment | Subsegment | null): Segment | Subsegment | undefined {
  if (automatic) return siblings.getSegment();
  if (segment) return segment;
  contextMissingStrategy.contextMissing('No sub/segment specified. A sub/segment must be provided for manual mode.');
  return undefined;
}

/** The object through which other functions call `getSegment`, since tests replace it there. */
export const siblings: { getSegment(): Segment | Subsegment | undefined } = { getSegment };

/** In manual mode, removes the segment from the parameters of a call and returns it. */
export function resolveManualSegmentParams(
  // biome-ignore lint/suspicious/noExplicitAny: the parameters of any call
  params?: any,
): Segment | Subsegment | undefined | null {
  if (!params || automatic) return undefined;
  const given = params.XRaySegment || params.XraySegment;
  if (isEntity(given)) {
    delete params.XRaySegment;
    delete params.XraySegment;
    return given;
  }
  const { Segment: other } = params;
  if (!isEntity(other)) return null;
  delete params.Segment;
  return other;
}

function isEntity(value: unknown): value is Segment | Subsegment {
  return value instanceof Segment || value instanceof Subsegment;
}
