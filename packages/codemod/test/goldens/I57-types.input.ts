import AWSXRay, { type Subsegment } from 'aws-xray-sdk-core';

export function tag(subsegment: Subsegment | undefined, key: string, value: string): void {
  subsegment?.addAnnotation(key, value);
}

export function fail(segment: AWSXRay.Segment, error?: Error): void {
  segment.close(error);
}
