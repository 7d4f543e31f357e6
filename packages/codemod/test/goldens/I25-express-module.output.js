const express = require('express');

const app = express();
app.get('/api/orders', list);

function list(req, res) {
  res.json([]);
}
