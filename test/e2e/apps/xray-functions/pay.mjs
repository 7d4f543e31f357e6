// A step of a state machine that fails.
import * as AWSXRay from 'aws-xray-sdk-core';

class CardDeclined extends Error {
  name = 'CardDeclined';
}

export const handler = async ({ card }) => {
  const segment = AWSXRay.getSegment();
  const step = segment.addNewSubsegment('charge');
  step.addAnnotation('card', card);
  try {
    if (card === 'expired') throw new CardDeclined(`the card ${card} was declined`);
    return { paid: true };
  } catch (error) {
    step.addError(error);
    throw error;
  } finally {
    step.close();
  }
};
