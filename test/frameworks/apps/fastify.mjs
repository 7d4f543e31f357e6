import Fastify from 'fastify';
import { announce, order } from './serve.mjs';

const app = Fastify();
app.get('/orders/:id', (request) => order(request.params.id));
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server.address().port);
