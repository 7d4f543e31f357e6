const { getNamespace, setSegment, Segment, captureFunc } = require('aws-xray-sdk-core');
const ns = getNamespace();

ns.run(() => {
  const first = new Segment('first');
  setSegment(first);
  captureFunc('work', () => work());
  const second = new Segment('second');
  setSegment(second);
  second.close();
  first.close();
});
