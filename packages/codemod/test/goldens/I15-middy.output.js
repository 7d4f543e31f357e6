import middy from '@middy/core';
import secrets from '@middy/secrets-manager';

export const handler = middy(work).use(
  secrets({
    fetchData: { token: 'shop/token' },
    cacheExpiry: 60_000,
  }),
);

async function work() {}
