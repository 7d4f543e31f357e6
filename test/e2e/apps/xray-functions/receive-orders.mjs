// Behind SQS: one subsegment for each message, and a report of those that failed.
import { captureAsyncFunc } from 'aws-xray-sdk-core';

const receive = async ({ messageId, body }) =>
  captureAsyncFunc('receive', async (subsegment) => {
    subsegment.addAnnotation('message', messageId);
    try {
      if (body === 'bad') throw new TypeError(`message ${messageId} is no order`);
      return undefined;
    } catch (error) {
      subsegment.addError(error);
      return { itemIdentifier: messageId };
    } finally {
      subsegment.close();
    }
  });

export const handler = async ({ Records }) => {
  const failed = await Promise.all(Records.map(receive));
  return { batchItemFailures: failed.filter((failure) => failure !== undefined) };
};
