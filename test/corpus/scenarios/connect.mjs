// Connect: the middlewares that Express came from.
export default {
  libraries: ['connect'],
  instrumentations: { connect: {} },
  async run({ load, record, serve, call }) {
    const app = load('connect')();
    app.use(function authenticate(_request, _response, next) {
      next();
    });
    app.use('/users', (_request, response) => response.end('user'));
    app.use('/boom', () => {
      throw new TypeError('the cart is empty');
    });
    // Connect prints errors in any other environment.
    const handler = (request, response) =>
      app(request, response, (error) => response.writeHead(error ? 500 : 404).end());
    const port = await serve(handler);
    await record('route', () => call(port, '/users/7'));
    await record('thrown error', () => call(port, '/boom'));
    await record('no route', () => call(port, '/nowhere'));
  },
};
