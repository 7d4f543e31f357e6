/** Reads records of SQS events. */
// biome-ignore lint/complexity/noStaticOnlyClass: the SDK's shape
export class SqsMessageHelper {
  /** Whether the trace that a message belongs to is sampled, by its attribute `AWSTraceHeader`. */
  static isSampled(message: { attributes: object }): boolean {
    const { AWSTraceHeader } = message.attributes as { AWSTraceHeader?: string };
    return AWSTraceHeader?.includes('Sampled=1') ?? false;
  }
}
