// Requests of customers: each with its purpose and the expected status.
const buy = (customer, cart, card = 'good') => ({ method: 'POST', path: '/checkout', body: { customer, cart, card } });
const look = (order) => ({ method: 'GET', path: `/orders/${order}` });
const lamp = [{ sku: 'lamp', count: 1 }];

/** In this order, one after the other: the third lamp within a minute is one too many, and orders are numbered. */
export const traffic = [
  { about: 'three books', status: 200, ...buy('customer-1', [{ sku: 'book', count: 3 }]) },
  { about: 'a look at that order', status: 200, ...look('o-1') },
  { about: 'a piano: a large sum, which is slow', status: 200, ...buy('customer-2', [{ sku: 'piano', count: 1 }]) },
  { about: 'a lamp with an expired card: a fault', status: 500, ...buy('customer-3', lamp, 'expired') },
  { about: 'an order that is not there', status: 404, ...look('o-99') },
  { about: 'a lamp', status: 200, ...buy('customer-4', lamp) },
  { about: 'another one', status: 200, ...buy('customer-4', lamp) },
  { about: 'and one more: too many', status: 429, ...buy('customer-4', lamp) },
];

/**
 * Sends the traffic.
 * @param url where `web` listens
 * @param sending called with each request before it is sent
 * @throws when an answer is another than the one that belongs to the request
 */
export async function sendTraffic(url, sending = () => {}) {
  for (const { about, status, method, path, body } of traffic) {
    sending(about);
    const response = await fetch(url + path, { method, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (response.status !== status) throw new Error(`${about}: expected ${status}, got ${response.status}: ${text}`);
  }
}
