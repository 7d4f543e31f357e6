'use strict';
const xray = require('aws-xray-sdk-core');
const { Subsegment } = xray;

function compute(sub) {
  sub.addAnnotation('by', 'name');
  return 42;
}
exports.compute = () => xray.captureFunc('compute', compute);

exports.chain = (fails) =>
  xray.captureAsyncFunc('chain', (sub) =>
    Promise.resolve(fails)
      .then((f) => {
        if (f) throw new RangeError('chain fails');
        return 'ok';
      })
      .then(
        (v) => {
          sub.close();
          return v;
        },
        (e) => {
          sub.close(e);
          return 'error';
        },
      ),
  );

exports.detached = () =>
  xray.captureAsyncFunc('parent', async (parent) => {
    const child = new Subsegment('child');
    parent.addSubsegment(child);
    child.addError(new Error('child fails'));
    child.close();
    parent.close();
    return true;
  });

exports.guard = () =>
  xray.captureAsyncFunc('guard', async (sub) => {
    sub && sub.addAnnotation('guarded', true);
    if (sub) sub.addMetadata('m', { a: 1 });
    try {
      return await Promise.reject(new Error('never mind'));
    } catch (e) {
      if (sub) {
        sub.addError(e);
      }
      return 'ok';
    } finally {
      if (sub) sub.close();
    }
  });
