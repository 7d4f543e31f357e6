const express = require('express');
const xrayExpress = require('aws-xray-sdk-express');

const app = express();
app.use('/api', xrayExpress.openSegment('orders'));
app.get('/api/orders', list);
app.use(xrayExpress.closeSegment());

function list(req, res) {
  res.json([]);
}
