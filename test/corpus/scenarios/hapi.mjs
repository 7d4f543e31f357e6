// hapi: routes and extension points.
export default {
  libraries: ['@hapi/hapi'],
  instrumentations: { hapi: {} },
  async run({ load, record, call, listens }) {
    const server = load('@hapi/hapi').server({ port: 0, host: '127.0.0.1', debug: false });
    server.route({ method: 'GET', path: '/users/{id}', handler: ({ params }) => ({ id: params.id }) });
    server.route({
      method: 'GET',
      path: '/boom',
      handler: () => {
        throw new TypeError('the cart is empty');
      },
    });
    server.ext('onPreHandler', (_request, toolkit) => toolkit.continue);
    await server.start();
    const port = listens(server.listener);
    await record('route with a parameter', () => call(port, '/users/7'));
    await record('thrown error', () => call(port, '/boom'));
    await record('no route', () => call(port, '/nowhere'));
  },
};
