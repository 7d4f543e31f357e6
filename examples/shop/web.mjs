// The shop's front door: what customers see.
import { ask, serve } from './server.mjs';

const { ORDERS_URL } = process.env;

serve('web', {
  'POST /checkout': async (_, { customer, cart, card }) => {
    const order = await ask('POST', `${ORDERS_URL}/orders`, { customer, cart, card });
    return { message: `Thank you, ${customer}!`, order: order.id, total: order.total };
  },

  'GET /orders': (id) => ask('GET', `${ORDERS_URL}/orders/${id}`),
});
