import { captureFunc } from 'aws-xray-sdk-core';

export const price = (cart) =>
  captureFunc('price', (subsegment) => {
    subsegment.addAnnotation('currency', 'EUR');
    return cart.reduce((sum, line) => sum + line.length, 0);
  });
