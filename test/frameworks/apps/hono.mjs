import { serve } from '@hono/node-server';
import { httpInstrumentationMiddleware } from '@hono/otel';
import { Hono } from 'hono';
import { announce, order } from './serve.mjs';

const app = new Hono();
app.use(httpInstrumentationMiddleware());
app.get('/orders/:id', async (context) => context.json(await order(context.req.param('id'))));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => announce(port));
