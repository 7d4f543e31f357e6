import { wrongOption } from '@otel-xray/runtime/options';

/** Options of {@link traceAWSClient}; all keys are optional. */
export interface TraceAWSClientOptions {
  /**
   * Whether the messages of SQS (`SendMessage`, `SendMessageBatch`) and SNS (`Publish`, `PublishBatch`) also carry
   * the trace context as message attributes, in the names of the registered propagator. A message with too many
   * attributes of its own (SQS allows ten) stays as it is. Default `false`: SQS itself sets `AWSTraceHeader` from the
   * header of the request.
   */
  messageAttributes?: boolean;
}

/**
 * Fills in the defaults.
 * @throws TypeError that names the option, its value and the expected type
 */
export function resolveOptions(options: TraceAWSClientOptions = {}): Required<TraceAWSClientOptions> {
  const { messageAttributes = false } = options;
  if (typeof messageAttributes !== 'boolean')
    throw wrongOption('messageAttributes', messageAttributes, 'true or false');
  return { messageAttributes };
}
