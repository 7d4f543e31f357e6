// Fastify with its own instrumentation: a span for each hook and handler below its request span.
export default {
  libraries: ['fastify', '@fastify/otel'],
  instrumentations: { '@fastify/otel': { registerOnInitialization: true } },
  async run({ load, record, call, listens }) {
    const fastify = load('fastify')();
    fastify.addHook('onRequest', async function authenticate() {});
    fastify.get('/users/:id', async ({ params }) => ({ id: params.id }));
    fastify.get('/boom', async () => {
      throw new TypeError('the cart is empty');
    });
    fastify.get('/refused', async (_request, reply) => reply.code(429).send('slow down'));
    fastify.post('/users', { schema: { body: { type: 'object', required: ['name'] } } }, async ({ body }) => body);
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const port = listens(fastify.server);

    await record('route with a parameter', () => call(port, '/users/7'));
    await record('thrown error', () => call(port, '/boom'));
    await record('throttle', () => call(port, '/refused'));
    await record('no route', () => call(port, '/nowhere'));
    await record('invalid body', () =>
      call(port, '/users', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
    );
  },
};
