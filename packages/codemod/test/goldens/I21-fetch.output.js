const fetch = globalThis.fetch;

exports.load = async (url) => (await fetch(url)).json();
