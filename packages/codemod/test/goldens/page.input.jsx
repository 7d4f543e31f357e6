import AWSXRay from 'aws-xray-sdk';

export default function Page({ items }) {
  const total = AWSXRay.captureFunc('total', (sub) => {
    sub.addAnnotation('items', items.length);
    return items.reduce((sum, { price }) => sum + price, 0);
  });
  return (
    <main data-trace={AWSXRay.getSegment().trace_id}>
      {items.map((item) => (
        <p key={item.id}>{AWSXRay.captureFunc('label', () => label(item))}</p>
      ))}
      <b>{total}</b>
    </main>
  );
}
