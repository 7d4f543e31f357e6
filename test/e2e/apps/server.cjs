// CommonJS that serves one path and asks itself for it.
const http = require('node:http');

const server = http.createServer((_, response) => response.end('hello'));
server.listen(0, '127.0.0.1', () => {
  http.get(`http://127.0.0.1:${server.address().port}/hello`, (response) => {
    response.resume().on('end', () => console.log('answered'));
  });
});
