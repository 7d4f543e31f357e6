// Functions, errors and data of segments and subsegments.
module.exports = async (AWSXRay) => {
  const failure = new Error('no stock');
  const segment = new AWSXRay.Segment('shop');
  await AWSXRay.getNamespace().runPromise(async () => {
    AWSXRay.setSegment(segment);
    segment.addAnnotation('order', 17);
    segment.addMetadata('cart', { items: [1, 2] });
    segment.addMetadata('price', 12.5, 'money');
    segment.addMetadata('nothing', null);
    segment.setUser('ada');
    AWSXRay.captureFunc('sum', (sub) => {
      sub.addAnnotation('sync', true);
      AWSXRay.captureFunc('inner', () => AWSXRay.getSegment().addAnnotation('depth', 2));
    });
    try {
      AWSXRay.captureFunc('outer', () =>
        AWSXRay.captureFunc('fails', () => {
          throw failure;
        }),
      );
    } catch (error) {
      segment.addMetadata('seen', error.message);
    }
    await AWSXRay.captureAsyncFunc('async', async (sub) => {
      await null;
      try {
        throw new TypeError('bad input');
      } catch (error) {
        sub.addError(error);
        sub.addErrorFlag();
      } finally {
        sub.close();
        sub.addAnnotation('late', 'yes');
      }
    });
    const text = segment.addNewSubsegment('text error');
    text.addError('only a text');
    text.addThrottleFlag();
    text.close();
    await new Promise((resolve) => {
      const wrapped = AWSXRay.captureCallbackFunc('callback', (value, sub) => {
        sub.addAnnotation('value', value);
        resolve();
      });
      setImmediate(wrapped, 5);
    });
    const remote = segment.addNewSubsegment('remote');
    remote.namespace = 'remote';
    remote.http = { request: { method: 'GET', url: 'http://other/' }, response: { status: 404, content_length: 3 } };
    remote.addErrorFlag();
    remote.addPrecursorId('1111111111111111');
    remote.addAttribute('own', { any: ['thing'] });
    remote.close();
    const sql = segment.addNewSubsegment('db@host');
    sql.addSqlData(new AWSXRay.database.SqlData('1', '2', 'me', 'postgresql://host:1/db', 'statement'));
    sql.close(new RangeError('too far'), true);
    segment.close();
  });
};
