import { contextMissingStrategy } from '../context/missing.ts';
import { getLogger } from '../ground/logger.ts';
import { Segment } from '../segments/segment.ts';
import type { Subsegment } from '../segments/subsegment.ts';
import { TraceID } from '../segments/trace-id.ts';
import { LambdaUtils } from './lambda-utils.ts';

/** The state of the facade in one invocation. */
interface Invocation {
  trace_id: string;
  id: string;
  notTraced: boolean;
  noOp: boolean | undefined;
  additionalTraceData: object | undefined;
  subsegments: Subsegment[] | undefined;
}

/** Invocations in memory: several overlap in one process on Lambda Managed Instances. */
const MAX_INVOCATIONS = 256;

const MISSING =
  'Missing AWS Lambda trace data for X-Ray. Ensure Active Tracing is enabled and no subsegments are created outside the function handler.';

/**
 * Represents the segment of the function, which the Lambda service itself sends. It is one object for the life of the process; each access
 * reads the state of the current invocation.
 */
export interface Facade extends Segment {
  /** Reads the trace header of the current invocation. */
  resolveLambdaTraceData(): void;
  /** Forgets the trace data of the current invocation. */
  reset(): void;
}

/** Methods that do nothing: the service ends the function's segment. */
const SILENT = ['incrementCounter', 'decrementCounter', 'close', 'format', 'flush'] as const;

/** Methods that only warn: the function's segment cannot be written to. */
const REFUSED = [
  ...['addIncomingRequestData', 'addAnnotation', 'setUser', 'addMetadata', 'setSDKData', 'setMatchedSamplingRule'],
  ...['setServiceData', 'addPluginData', 'addError', 'addFaultFlag', 'addErrorFlag', 'addThrottleFlag', 'serialize'],
] as const;

const PER_INVOCATION = ['trace_id', 'id', 'notTraced', 'noOp', 'additionalTraceData', 'subsegments'] as const;

/** Creates the facade. */
export function createFacade(): Facade {
  const invocations = new Map<string, Invocation>();
  const resolved = new Set<string>();
  const current = (): Invocation => {
    const header = currentHeader() ?? '';
    let invocation = invocations.get(header);
    if (invocation === undefined) {
      invocation = unknownInvocation();
      invocations.set(header, invocation);
      if (invocations.size > MAX_INVOCATIONS) forgetOldest(invocations, resolved);
    }
    return invocation;
  };
  const facade: Facade = Object.create(Segment.prototype);
  Object.assign(facade, {
    name: 'facade',
    facade: true,
    in_progress: false,
    counter: 1,
    start_time: Date.now() / 1_000,
  });
  for (const key of PER_INVOCATION) {
    Object.defineProperty(facade, key, {
      enumerable: true,
      configurable: true,
      get: () => current()[key],
      set: (value: never) => {
        current()[key] = value;
      },
    });
  }
  for (const name of SILENT) Object.assign(facade, { [name]: () => undefined });
  for (const name of REFUSED) Object.assign(facade, { [name]: () => refuse(name) });
  facade.isClosed = () => true;
  facade.reset = () => void Object.assign(current(), unknownInvocation());
  facade.resolveLambdaTraceData = () => {
    const header = currentHeader();
    if (header === undefined) {
      facade.reset();
      contextMissingStrategy.contextMissing(MISSING);
    } else if (!resolved.has(header)) {
      facade.reset();
      if (LambdaUtils.populateTraceData(facade, header)) resolved.add(header);
    }
  };
  // The header of an invocation is there when a function is thawed; while it starts, there may be none.
  if (LambdaUtils.validTraceData(currentHeader())) facade.resolveLambdaTraceData();
  return facade;
}

function refuse(name: string): void {
  getLogger().warn(
    `Function "${name}" cannot be called on an AWS Lambda segment. Please use a subsegment to record data.`,
  );
}

function unknownInvocation(): Invocation {
  return {
    trace_id: TraceID.Invalid().toString(),
    id: '00000000',
    notTraced: true,
    noOp: undefined,
    additionalTraceData: undefined,
    subsegments: undefined,
  };
}

function forgetOldest(invocations: Map<string, Invocation>, resolved: Set<string>): void {
  for (const header of invocations.keys()) {
    invocations.delete(header);
    resolved.delete(header);
    return;
  }
}

/** Source: AWS Lambda developer guide, "Using environment variables"; the store of the runtime is that of the current invocation. */
function currentHeader(): string | undefined {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: { getXRayTraceId?(): string | undefined } } };
  return (awslambda?.InvokeStore?.getXRayTraceId?.() ?? process.env['_X_AMZN_TRACE_ID']) || undefined;
}
