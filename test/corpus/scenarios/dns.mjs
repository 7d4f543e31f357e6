// Lookups of names: no peer and no remote node.
export default {
  instrumentations: { dns: {} },
  async run({ load, request }) {
    const dns = load('node:dns');
    await request('lookup', () => dns.promises.lookup('localhost', { family: 4 }));
    await request('lookup of an address', () => dns.promises.lookup('127.0.0.1'));
    await request('lookup by callback', () => {
      const { promise, resolve } = Promise.withResolvers();
      dns.lookup('localhost', { family: 4 }, resolve);
      return promise;
    });
    await request('invalid name', () => dns.promises.lookup('nowhere.invalid'));
  },
};
