const express = require('express');

const app = express();
app.get('/orders/:id', (request, response, next) =>
  import('../apps/serve.mjs').then(({ order }) => order(request.params.id)).then((body) => response.json(body), next),
);
const server = app.listen(0, '127.0.0.1', async () =>
  (await import('../apps/serve.mjs')).announce(server.address().port),
);
