import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setContextMissingStrategy } from '../context/missing.ts';
import { setLogger } from '../ground/logger.ts';
import { recordDocuments, takeDocuments } from '../recorded-documents.ts';
import { Segment } from '../segments/segment.ts';
import { createFacade } from './facade.ts';

const logged = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() };
const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const OTHER = 'Root=1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=1111111111111111;Sampled=1';

let header: string | undefined;

beforeEach(() => {
  recordDocuments();
  takeDocuments();
  vi.clearAllMocks();
  setLogger(logged);
  header = HEADER;
  vi.stubGlobal('awslambda', { InvokeStore: { getXRayTraceId: () => header } });
});
afterEach(() => vi.unstubAllGlobals());

describe('the facade', () => {
  it('is a closed segment that cannot be written to', () => {
    const facade = createFacade();
    expect(facade).toBeInstanceOf(Segment);
    expect(facade.isClosed()).toBe(true);
    for (const call of [() => facade.addAnnotation('a', 1), () => facade.setUser('u'), () => facade.addError('e')])
      call();
    expect(logged.warn).toHaveBeenCalledTimes(3);
    facade.close();
    facade.flush();
    expect(takeDocuments()).toEqual([]);
    expect([facade.annotations, facade.user, facade.fault]).toEqual([undefined, undefined, undefined]);
  });

  it('gives each of two overlapping invocations its own trace, by one object', () => {
    const facade = createFacade();
    facade.resolveLambdaTraceData();
    const first = facade.addNewSubsegment('first');
    header = OTHER;
    facade.resolveLambdaTraceData();
    const second = facade.addNewSubsegment('second');
    header = HEADER;
    expect(facade.trace_id).toBe('1-5759e988-bd862e3fe1be46a994272793');
    second.close();
    first.close();
    expect(takeDocuments()).toMatchObject([
      { name: 'second', trace_id: '1-5759e988-aaaaaaaaaaaaaaaaaaaaaaaa', parent_id: '1111111111111111' },
      { name: 'first', trace_id: '1-5759e988-bd862e3fe1be46a994272793', parent_id: '53995c3f42cd8ad8' },
    ]);
  });

  it('writes documents of type subsegment', () => {
    const facade = createFacade();
    facade.addNewSubsegment('handler').close();
    expect(takeDocuments()).toMatchObject([{ type: 'subsegment', name: 'handler' }]);
  });

  it('calls the strategy where there is no header', () => {
    header = undefined;
    const strategy = vi.fn();
    setContextMissingStrategy(strategy);
    const facade = createFacade();
    facade.resolveLambdaTraceData();
    expect(strategy).toHaveBeenCalledWith(expect.stringMatching(/^Missing AWS Lambda trace data for X-Ray\./));
    expect(facade.trace_id).toBe('1-00000000-000000000000000000000000');
    setContextMissingStrategy('LOG_ERROR');
  });

  it('records nothing in pass-through mode', () => {
    header = 'Root=1-5759e988-bd862e3fe1be46a994272793';
    const facade = createFacade();
    facade.resolveLambdaTraceData();
    const child = facade.addNewSubsegment('child');
    child.close();
    expect(child.noOp).toBe(true);
    expect(takeDocuments()).toEqual([]);
  });

  it('forgets old invocations', () => {
    const facade = createFacade();
    for (let i = 0; i < 1_000; i++) {
      header = `Root=1-5759e988-${String(i).padStart(24, '0')};Parent=53995c3f42cd8ad8;Sampled=1`;
      facade.resolveLambdaTraceData();
      expect(facade.trace_id).toContain(String(i));
    }
  });
});
