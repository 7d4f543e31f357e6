// PostgreSQL, by a driver of the shape of `pg`: callbacks, promises, query objects, errors, a segment as argument.
const { EventEmitter } = require('node:events');

class Client {
  database = 'shop';
  host = 'db';
  connectionParameters = { user: 'me', host: 'db', port: 5432, database: 'shop' };
  _queryable = true;
  queryQueue = [];

  query(config) {
    const query = Object.assign(new EventEmitter(), { text: config.text, name: config.name });
    this.activeQuery = query;
    const error = config.text.includes('bad') ? new Error('syntax error') : null;
    const settle = (resolve, reject) =>
      setImmediate(() => {
        if (config.callback) return config.callback(error, { rows: [config.values ?? null] });
        query.emit(error ? 'error' : 'end', error);
        if (error) reject(error);
        else resolve({ rows: [] });
      });
    if (config.callback) {
      settle();
      return undefined;
    }
    if (error) query.on('error', () => undefined);
    return new Promise(settle);
  }
}

module.exports = async (AWSXRay, load) => {
  const capturePostgres = load('postgres');
  const pg = { Client };
  const same = capturePostgres(capturePostgres(pg)) === pg;
  const client = new pg.Client();
  const segment = new AWSXRay.Segment('postgres');
  segment.addAnnotation('same', same);
  await AWSXRay.getNamespace().runPromise(async () => {
    AWSXRay.setSegment(segment);
    await client.query('select 1');
    await client.query({ text: 'select $1', values: [1], name: 'prepared' });
    await client.query('bad').catch((error) => segment.addMetadata('error', error.message));
    const byCallback = (...args) =>
      new Promise((resolve) =>
        client.query(...args, (error, data) => {
          AWSXRay.captureFunc('in callback', (sub) => sub.addMetadata('data', error?.message ?? data));
          resolve();
        }),
      );
    await byCallback('select 2');
    await byCallback('select $1', [7]);
    await byCallback('bad');
  });
  AWSXRay.enableManualMode();
  await new Promise((resolve) => client.query('select manual', [1], () => resolve(), segment));
  await new Promise(setImmediate);
  segment.close();
};
