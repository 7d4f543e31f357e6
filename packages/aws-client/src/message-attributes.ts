import { type Context, propagation, type TextMapSetter } from '@opentelemetry/api';
import type { Call } from './call.ts';
import type { Input } from './client.ts';

/** Maximum number of attributes of an SQS message. Source: Amazon SQS developer guide, "Amazon SQS message metadata". */
const MAX_ATTRIBUTES = 10;

type MessageAttributes = Record<string, { DataType: string; StringValue: string }>;
type Message = { readonly MessageAttributes?: MessageAttributes };

const SETTER: TextMapSetter<MessageAttributes> = {
  set: (attributes, name, value) => {
    attributes[name] = { DataType: 'String', StringValue: value };
  },
};

/**
 * The input of a call that sends messages, with the trace context in the attributes of each message; the very same
 * input for any other call. The given input is not changed.
 */
export function withMessageAttributes({ service, operation, input }: Call, context: Context): Input {
  switch (`${service}.${operation}`) {
    case 'SQS.SendMessage':
    case 'SNS.Publish':
      return withContext(input as Message & Input, context);
    case 'SQS.SendMessageBatch':
      return { ...input, Entries: eachWithContext(input['Entries'], context) };
    case 'SNS.PublishBatch':
      return { ...input, PublishBatchRequestEntries: eachWithContext(input['PublishBatchRequestEntries'], context) };
    default:
      return input;
  }
}

function eachWithContext(entries: unknown, context: Context): unknown {
  return Array.isArray(entries) ? entries.map((entry: Message) => withContext(entry, context)) : entries;
}

function withContext<Sent extends Message>(message: Sent, context: Context): Sent {
  const attributes: MessageAttributes = { ...message.MessageAttributes };
  propagation.inject(context, attributes, SETTER);
  return Object.keys(attributes).length > MAX_ATTRIBUTES ? message : { ...message, MessageAttributes: attributes };
}
