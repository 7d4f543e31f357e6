import Router from '@koa/router';
import Koa from 'koa';
import { announce, order } from './serve.mjs';

const router = new Router();
router.get('/orders/:id', async (context) => {
  context.body = await order(context.params.id);
});
const app = new Koa();
app.silent = true;
app.use(router.routes());
const server = app.listen(0, '127.0.0.1', () => announce(server.address().port));
