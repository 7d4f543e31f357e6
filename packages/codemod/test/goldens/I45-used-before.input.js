const { getNamespace, setSegment, Segment } = require('aws-xray-sdk-core');
const ns = getNamespace();

ns.run(() => {
  const report = () => send(result);
  const segment = new Segment('job');
  setSegment(segment);
  const result = work();
  report();
  segment.close();
});
