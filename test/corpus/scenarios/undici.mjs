// fetch of Node and undici as a package, which write their spans through diagnostics channels.
export default {
  cheap: true,
  libraries: ['undici'],
  instrumentations: { undici: {} },
  async run({ load, request, peer, closedPort }) {
    const { request: send } = load('undici');
    const port = await peer((incoming, response) => {
      if (incoming.url === '/broken') return void incoming.socket.destroy();
      if (incoming.url === '/slow') return;
      if (incoming.url === '/moved') return void response.writeHead(302, { location: '/items' }).end();
      response.writeHead(Number(incoming.url.slice(1)) || 200).end('{}');
    });
    const at = (path) => `http://127.0.0.1:${port}${path}`;
    await request('fetch', async () => (await fetch(at('/items?page=2'))).text());
    await request('fetch POST', async () => (await fetch(at('/items'), { method: 'POST', body: '{}' })).text());
    await request('fetch receives 404', async () => (await fetch(at('/404'))).text());
    await request('fetch receives 429', async () => (await fetch(at('/429'))).text());
    await request('fetch receives 503', async () => (await fetch(at('/503'))).text());
    await request('fetch follows a redirect', async () => (await fetch(at('/moved'))).text());
    await request('fetch loses the connection', async () => (await fetch(at('/broken'))).text());
    await request('fetch is aborted', () => {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 50);
      return fetch(at('/slow'), { signal: abort.signal });
    });
    const closed = `http://127.0.0.1:${await closedPort(8081)}/items`;
    await request('fetch is refused', () => fetch(closed));
    await request('undici', async () => (await send(at('/items'))).body.text());
    await request('undici is refused', () => send(closed));
  },
};
