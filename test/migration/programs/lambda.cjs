// A function of AWS Lambda: the facade, invocations one after the other, pass-through, and what only warns.
module.exports = async (AWSXRay) => {
  const atModuleScope = AWSXRay.getSegment();
  const seen = [];
  const invoke = async (header, run) => {
    if (header === undefined) delete process.env._X_AMZN_TRACE_ID;
    else process.env._X_AMZN_TRACE_ID = header;
    await run(AWSXRay.getSegment());
  };
  const header = (root, sampled = 1) =>
    `Root=1-5759e988-${root.repeat(24)};Parent=53995c3f42cd8ad8;Sampled=${sampled};Lineage=a:1`;
  await invoke(header('a'), async (facade) => {
    seen.push(
      facade === atModuleScope,
      facade instanceof AWSXRay.Segment,
      facade.isClosed(),
      facade.trace_id,
      facade.id,
    );
    facade.addAnnotation('refused', 1);
    facade.addMetadata('refused', 1);
    facade.close();
    await AWSXRay.captureAsyncFunc('handler', async (sub) => {
      sub.addAnnotation('invocation', 1);
      AWSXRay.captureFunc('inner', () => undefined);
      sub.close();
    });
    const byHand = atModuleScope.addNewSubsegment('by hand');
    byHand.close(new Error('in a function'));
  });
  await invoke(header('b'), async (facade) => {
    seen.push(facade.trace_id, Boolean(facade.notTraced), facade.additionalTraceData);
    const handler = facade.addNewSubsegment('## second');
    AWSXRay.setSegment(handler);
    AWSXRay.captureFunc('below', () => undefined);
    handler.close();
    AWSXRay.setSegment(facade);
  });
  await invoke(header('c', 0), async (facade) => {
    seen.push(facade.trace_id, facade.notTraced);
    AWSXRay.captureFunc('unsampled', () => undefined);
  });
  await invoke('Root=1-5759e988-bd862e3fe1be46a994272793', async (facade) => {
    seen.push(facade.trace_id, facade.noOp, facade.notTraced);
    AWSXRay.captureFunc('passed through', (sub) => seen.push(sub.noOp));
  });
  await invoke(undefined, async (facade) => seen.push(facade.trace_id));
  seen.push(AWSXRay.isAutomaticMode(), AWSXRay.SegmentUtils.getStreamingThreshold());
  const report = new AWSXRay.Segment('report');
  report.addMetadata('seen', seen);
  report.close();
};
