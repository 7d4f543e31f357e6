const { captureFetchGlobal } = require('aws-xray-sdk-fetch');

const fetch = captureFetchGlobal(true);

exports.load = async (url) => (await fetch(url)).json();
