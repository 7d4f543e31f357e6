import * as AWSXRay from 'aws-xray-sdk-core';

interface Props {
  readonly items: readonly { readonly id: string; readonly price: number }[];
}

export function total<Item extends { readonly price: number }>(items: readonly Item[]): number {
  return AWSXRay.captureFunc('total', (sub) => {
    sub?.addMetadata('items', items);
    return items.reduce((sum, { price }) => sum + price, 0);
  });
}

export const textOf = ({ items }: Props): string => AWSXRay.captureFunc('text', () => `${items.length} items, ${total(items)}`);
