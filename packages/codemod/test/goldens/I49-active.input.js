const AWSXRay = require('aws-xray-sdk-core');

exports.handler = async (event) => {
  AWSXRay.getSegment().addAnnotation('tenant', event.tenant);
  AWSXRay.getSegment().addMetadata('event', event);
  AWSXRay.getSegment().setUser(event.user);
  const segment = AWSXRay.getSegment();
  segment.addAnnotation('kind', event.kind);
  console.log(segment.trace_id, AWSXRay.getSegment().id);
};
