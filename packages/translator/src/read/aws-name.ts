import { isSpanKind } from '../ground/span-kind.ts';

/** Removes the prefix of AWS's own instrumentation from the name of an AWS service. */
export function trimAwsPrefix(name: string, isAwsCall: boolean): string {
  if (!isAwsCall) return name;
  if (name.startsWith('AWS.SDK.')) return name.slice(8);
  return name.startsWith('AWS::') ? name.slice(5) : name;
}

/** Returns whether spans of this kind call or are called by a message: only they name a remote service. */
export function isCallKind(kind: number): boolean {
  return isSpanKind(kind, 'CLIENT') || isSpanKind(kind, 'PRODUCER') || isSpanKind(kind, 'CONSUMER');
}
