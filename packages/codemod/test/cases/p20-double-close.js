const { captureAsyncFunc, captureFunc } = require('aws-xray-sdk-core');

exports.work = (fails) =>
  captureAsyncFunc('work', async (sub) => {
    try {
      sub.addMetadata('fails', fails, 'shop');
      if (fails) throw new Error('it fails');
      sub.close();
      return await Promise.resolve('done');
    } catch (err) {
      sub.addError(err);
      return 'caught';
    } finally {
      sub.close();
    }
  });

exports.sync = (user) =>
  captureFunc('sync', (sub) => {
    sub.addThrottleFlag();
    captureFunc('inner', (inner) => {
      inner.addErrorFlag();
      inner.close();
    });
    return user;
  });
