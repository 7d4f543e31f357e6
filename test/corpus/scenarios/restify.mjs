// restify: chains of handlers.
export default {
  libraries: ['restify'],
  instrumentations: { restify: {} },
  async run({ load, record, call, listens }) {
    const server = load('restify').createServer();
    server.use(function authenticate(_request, _response, next) {
      next();
    });
    server.get('/users/:id', (request, response, next) => {
      response.send({ id: request.params.id });
      next();
    });
    server.get('/boom', (_request, _response, next) => next(new TypeError('the cart is empty')));
    server.on('restifyError', (_request, _response, _error, done) => done());
    const { promise, resolve } = Promise.withResolvers();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const port = listens(server.server);
    await record('route with a parameter', () => call(port, '/users/7'));
    await record('error', () => call(port, '/boom'));
    await record('no route', () => call(port, '/nowhere'));
  },
};
