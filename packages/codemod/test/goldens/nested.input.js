const AWSXRay = require('aws-xray-sdk-core');

exports.checkout = async (cart) =>
  AWSXRay.captureAsyncFunc('checkout', async (sub) => {
    const total = AWSXRay.captureFunc('price', (inner) => {
      inner.addAnnotation('items', cart.length);
      const taxes = AWSXRay.captureFunc('taxes', () => {
        check(cart);
        return taxesOf(cart);
      });
      return sum(cart) + taxes;
    });
    try {
      return await pay(total);
    } finally {
      sub.close();
    }
  });
