// Koa with its router: middlewares that await each other.
export default {
  libraries: ['koa', '@koa/router'],
  instrumentations: { koa: {} },
  async run({ load, record, serve, call }) {
    const Koa = load('koa');
    const exported = load('@koa/router');
    const Router = exported.Router ?? exported.default ?? exported;
    const app = new Koa();
    app.silent = true;
    const router = new Router();
    router.get('/users/:id', (context) => {
      context.body = { id: context.params.id };
    });
    router.get('/boom', () => {
      throw new TypeError('the cart is empty');
    });
    router.get('/forbidden', (context) => context.throw(403, 'not yours'));
    app.use(async function measure(_context, next) {
      await next();
    });
    app.use(router.routes());
    const port = await serve(app.callback());

    await record('route with a parameter', () => call(port, '/users/7'));
    await record('thrown error', () => call(port, '/boom'));
    await record('thrown client error', () => call(port, '/forbidden'));
    await record('no route', () => call(port, '/nowhere'));
  },
};
