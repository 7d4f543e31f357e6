import Hapi from '@hapi/hapi';
import { announce, order } from './serve.mjs';

const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false });
server.route({ method: 'GET', path: '/orders/{id}', handler: (request) => order(request.params.id) });
await server.start();
announce(server.info.port);
