import { type Fields, fieldsOf } from './fields.ts';

/** Longer strings are not parsed: reading a batch must not cost more than handling it. */
const MAX_LENGTH = 65_536;

/** A message that is an envelope: a notification of SNS or S3 in JSON. An empty object for any other message. Never throws. */
export function parseBody(body: unknown): Fields {
  if (typeof body !== 'string' || body.length > MAX_LENGTH) return {};
  if (!body.startsWith('{') || !ENVELOPE.some((name) => body.includes(name))) return {};
  return parse(body);
}

/** Members that only the envelopes have. A message of the user is looked through for them, which is cheaper than parsing it. */
const ENVELOPE = ['"TopicArn"', '"aws:s3"'];

/** A JSON object, else an empty one. Never throws. */
export function parseObject(json: unknown): Fields {
  return typeof json === 'string' && json.length <= MAX_LENGTH && json.startsWith('{') ? parse(json) : {};
}

function parse(json: string): Fields {
  try {
    return fieldsOf(JSON.parse(json));
  } catch {
    return {};
  }
}
