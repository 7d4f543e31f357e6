import AWSXRay, { type Subsegment } from 'aws-xray-sdk-core';

function tag(sub: Subsegment | undefined, values: Record<string, string>): void {
  for (const [key, value] of Object.entries(values)) sub?.addAnnotation(key, value);
}

export class Shop {
  async order(id: string): Promise<string> {
    return AWSXRay.captureAsyncFunc('order', async (sub) => {
      tag(sub, { id, kind: 'order' });
      const price = AWSXRay.captureFunc('price', (s) => {
        s?.addMetadata('id', id);
        s?.addMetadata('currency', 'EUR', 'money');
        return id.length;
      });
      sub?.addMetadata('price', price);
      sub?.close();
      return `${id}:${price}`;
    });
  }
}

export const buy = (id: string): Promise<string> => new Shop().order(id);
