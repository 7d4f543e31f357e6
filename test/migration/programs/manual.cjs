// Manual mode: segments go by hand.
module.exports = async (AWSXRay) => {
  AWSXRay.enableManualMode();
  const segment = new AWSXRay.Segment('manual');
  AWSXRay.captureFunc('sync', (sub) => AWSXRay.captureFunc('nested', () => undefined, sub), segment);
  await AWSXRay.captureAsyncFunc(
    'async',
    async (sub) => {
      await null;
      sub.close(new Error('manual'));
    },
    segment,
  );
  const wrapped = AWSXRay.captureCallbackFunc('callback', (sub) => sub.addAnnotation('a', 1), segment);
  wrapped();
  AWSXRay.captureFunc('without', () => segment.addAnnotation('called', true));
  segment.addAnnotation('current', AWSXRay.getSegment() === undefined);
  segment.close();
};
