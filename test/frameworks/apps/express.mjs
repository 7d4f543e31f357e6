import express from 'express';
import { announce, order } from './serve.mjs';

const app = express();
app.get('/orders/:id', async (request, response) => response.json(await order(request.params.id)));
const server = app.listen(0, '127.0.0.1', () => announce(server.address().port));
