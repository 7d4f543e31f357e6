import * as AWSXRay from 'aws-xray-sdk-core';

export function Traced(name: string) {
  return (_target: unknown, _key: string, descriptor: PropertyDescriptor) => {
    const original = descriptor.value;
    descriptor.value = function (...args: unknown[]) {
      return AWSXRay.captureAsyncFunc(name, async (subsegment) => {
        try {
          return await original.apply(this, args);
        } catch (error) {
          subsegment?.addError(error as Error);
          throw error;
        } finally {
          subsegment?.close();
        }
      });
    };
    return descriptor;
  };
}
