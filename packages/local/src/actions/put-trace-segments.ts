import { MAX_DOCUMENTS_PER_CALL } from '@otel-xray/format';
import { invalidRequest } from '../ground/api-error.ts';
import type { Action } from './action.ts';

/** Receives documents; answers 200 even when every one is refused. */
export const putTraceSegments: Action = (input, { intake, sender }) => {
  intake.log.countCall('apiCalls');
  const documents = input['TraceSegmentDocuments'];
  if (!Array.isArray(documents) || !documents.every((document) => typeof document === 'string'))
    throw invalidRequest('TraceSegmentDocuments: expected a list of texts, each the JSON of one document.');
  if (documents.length > MAX_DOCUMENTS_PER_CALL)
    throw invalidRequest(`Exceeding maximum segment count: ${MAX_DOCUMENTS_PER_CALL}`);
  return { UnprocessedTraceSegments: intake.accept([{ way: 'api', sender, documents }]) };
};
