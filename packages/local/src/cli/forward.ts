import { MAX_DOCUMENTS_PER_CALL } from '@otel-xray/format';
import type { LocalXRayOptions } from '../account/options.ts';

/**
 * Sends documents on to AWS X-Ray through the AWS SDK, with the credentials that it finds.
 * @param region `undefined` for the SDK's own
 * @throws (rejects) if the SDK is not installed
 */
export async function createForward(region: string | undefined): Promise<NonNullable<LocalXRayOptions['forward']>> {
  const { XRayClient, PutTraceSegmentsCommand } = await import('@aws-sdk/client-xray').catch((cause: unknown) => {
    throw new Error('--forward needs @aws-sdk/client-xray: npm install @aws-sdk/client-xray', { cause });
  });
  const client = new XRayClient(region === undefined ? {} : { region });
  return async (documents) => {
    const refused: Awaited<ReturnType<NonNullable<LocalXRayOptions['forward']>>>[number][] = [];
    for (let i = 0; i < documents.length; i += MAX_DOCUMENTS_PER_CALL) {
      const batch = documents.slice(i, i + MAX_DOCUMENTS_PER_CALL);
      const answer = await client.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments: batch }));
      for (const { Id, ErrorCode = '', Message = '' } of answer.UnprocessedTraceSegments ?? [])
        refused.push({ ...(Id !== undefined && { Id }), ErrorCode, Message });
    }
    return refused;
  };
}
