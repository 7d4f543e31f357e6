// Hono on Node with the middleware of its own package, whose span is a server's below that of Node's http.
export default {
  libraries: ['hono', '@hono/node-server', '@hono/otel'],
  async run({ load, record, call, listens }) {
    const { Hono } = load('hono');
    const { httpInstrumentationMiddleware } = load('@hono/otel');
    const { createAdaptorServer } = load('@hono/node-server');
    const app = new Hono();
    app.use(httpInstrumentationMiddleware());
    app.get('/users/:id', (context) => context.json({ id: context.req.param('id') }));
    app.get('/boom', () => {
      throw new TypeError('the cart is empty');
    });
    app.onError((_error, context) => context.text('broken', 500));
    const server = createAdaptorServer({ fetch: app.fetch });
    const { promise, resolve } = Promise.withResolvers();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const port = listens(server);
    await record('route with a parameter', () => call(port, '/users/7'));
    await record('thrown error', () => call(port, '/boom'));
    await record('no route', () => call(port, '/nowhere'));
  },
};
