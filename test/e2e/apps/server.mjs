// An ES module that serves one path and asks itself for it.
import { createServer, get } from 'node:http';

const server = createServer((_, response) => response.end('hello'));
server.listen(0, '127.0.0.1', () => {
  get(`http://127.0.0.1:${server.address().port}/hello`, (response) => {
    response.resume().on('end', () => console.log('answered'));
  });
});
