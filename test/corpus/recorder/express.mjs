/** The requests of an Express application, the same for each of its versions. */
export async function recordExpress({ load, record, serve, call, peer }) {
  const express = load('express');
  const http = load('node:http');
  const items = await peer();
  const app = express();
  // Express prints unhandled errors in any other environment.
  app.set('env', 'test');
  app.use(express.json());
  app.use(function authenticate(_request, _response, next) {
    setImmediate(next);
  });
  app.get('/users/:id', (request, response) => response.json({ id: request.params.id }));
  app.get('/items', (_request, response, next) => {
    http
      .get({ port: items, path: '/items', agent: false }, (answer) =>
        answer.resume().on('end', () => response.json([])),
      )
      .on('error', next);
  });
  app.post('/users', (request, response) => response.status(201).json(request.body));
  const admin = express.Router();
  admin.get('/reports/:year', (_request, response) => response.send('report'));
  app.use('/admin', admin);
  app.get('/boom', () => {
    throw new TypeError('the cart is empty');
  });
  app.get('/later', (_request, _response, next) => setImmediate(() => next(new Error('the payment was refused'))));
  app.get('/teapot', (_request, response) => response.status(418).send('short and stout'));
  app.get('/slow-down', (_request, response) => response.status(429).send('slow down'));
  app.use('/broken', function middleware() {
    throw new RangeError('no such page');
  });
  const port = await serve(app);

  await record('route with a parameter', () => call(port, '/users/7'));
  await record('route that calls a peer', () => call(port, '/items'));
  await record('body', () =>
    call(port, '/users', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"Ada"}' }),
  );
  await record('router', () => call(port, '/admin/reports/2026'));
  await record('thrown error', () => call(port, '/boom'));
  await record('error passed on later', () => call(port, '/later'));
  await record('error in a middleware', () => call(port, '/broken'));
  await record('no route', () => call(port, '/nowhere'));
  await record('client error', () => call(port, '/teapot'));
  await record('throttle', () => call(port, '/slow-down'));
  await record('malformed body', () =>
    call(port, '/users', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }),
  );
}
