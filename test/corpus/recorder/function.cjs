// The function that the scenario `lambda` invokes: it fails where the event says so.
exports.handler = async (event) => {
  if (event?.fail) throw new TypeError('the cart is empty');
  return { statusCode: event?.statusCode ?? 200, body: 'done' };
};
