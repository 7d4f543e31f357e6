const AWSXRay = require('aws-xray-sdk-core');

async function step(name) {
  const segment = AWSXRay.getSegment();
  const sub = segment.addNewSubsegment(name);
  try {
    sub.addAnnotation('name', name);
    await null;
    if (name === 'bad') throw new Error('bad step');
    return name.length;
  } catch (e) {
    sub.addError(e);
    return -1;
  } finally {
    sub.close();
  }
}

exports.all = async (names) => {
  const done = [];
  for (const name of names) done.push(await step(name));
  AWSXRay.getSegment().addAnnotation('steps', done.length);
  AWSXRay.getSegment().addMetadata('done', done);
  return done;
};

exports.nested = async () =>
  AWSXRay.captureAsyncFunc('outer', async (outer) => {
    const seg = AWSXRay.getSegment();
    const a = await AWSXRay.captureAsyncFunc('inner', async (inner) => {
      const below = seg.addNewSubsegment('below-outer');
      below.close();
      const own = AWSXRay.getSegment().addNewSubsegment('below-inner');
      own.close();
      inner.close();
      return 1;
    });
    outer.addAnnotation('a', a);
    AWSXRay.getSegment().addAnnotation('b', 2);
    outer.close();
    return a;
  });
