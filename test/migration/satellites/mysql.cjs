// MySQL, by drivers of the shapes of `mysql` and `mysql2/promise`: connections, pools, clusters, errors, a segment as argument.
const { EventEmitter } = require('node:events');

class Connection {
  config = { database: 'shop', host: 'db', port: 3306, user: 'me' };

  query(sql, values, callback) {
    const done = typeof values === 'function' ? values : callback;
    const text = sql.sql ?? sql;
    const error = text.includes('bad') ? new Error('syntax error') : null;
    const command = new EventEmitter();
    setImmediate(() => {
      if (done) return done(error, [text]);
      command.emit(error ? 'error' : 'end', error);
    });
    if (error && !done) command.on('error', () => undefined);
    return command;
  }

  execute(...args) {
    return Connection.prototype.query.apply(this, args);
  }
}

const createPool = () =>
  Object.assign(new Connection(), {
    getConnection: (callback) => {
      callback(null, new Connection());
    },
  });

const promised = {
  createConnection: async () => {
    const connection = new Connection();
    connection.query = async (sql) => {
      if (sql.includes('bad')) throw new Error('syntax error');
      return [sql];
    };
    return { connection, query: (...args) => connection.query(...args) };
  },
  createPool: async () => ({ pool: new Connection() }),
  createPoolCluster: () => ({}),
};

module.exports = async (AWSXRay, load) => {
  const captureMySQL = load('mysql');
  const mysql = {
    createConnection: () => new Connection(),
    createPool,
    createPoolCluster: () => ({
      query: () => undefined,
      of: createPool,
      getConnection: (cb) => cb(null, new Connection()),
    }),
  };
  const segment = new AWSXRay.Segment('mysql');
  segment.addAnnotation('same', captureMySQL(captureMySQL(mysql)) === mysql);
  const ended = (command) => new Promise((resolve) => command.on('end', resolve).on('error', resolve));
  await AWSXRay.getNamespace().runPromise(async () => {
    AWSXRay.setSegment(segment);
    const connection = mysql.createConnection();
    await ended(connection.query('select 1'));
    await ended(connection.query('bad'));
    const byCallback = (target, name, ...args) =>
      new Promise((resolve) =>
        target[name](...args, (error, data) => {
          AWSXRay.captureFunc('in callback', (sub) => sub.addMetadata('data', error?.message ?? data));
          resolve();
        }),
      );
    await byCallback(connection, 'query', 'select ?', [1]);
    // The SDK records the whole object, with its values.
    const { AWS_XRAY_COLLECT_SQL_QUERIES } = process.env;
    delete process.env.AWS_XRAY_COLLECT_SQL_QUERIES;
    await byCallback(connection, 'query', { sql: 'select ?', values: [1] });
    Object.assign(process.env, { AWS_XRAY_COLLECT_SQL_QUERIES });
    await byCallback(connection, 'execute', 'bad');
    const pool = mysql.createPool();
    await byCallback(pool, 'query', 'select pool');
    await new Promise((resolve) =>
      pool.getConnection((_, one) => byCallback(one, 'query', 'select one').then(resolve)),
    );
    const cluster = mysql.createPoolCluster();
    await byCallback(cluster.of('*'), 'query', 'select of');
    captureMySQL(promised);
    const { connection: awaited } = await promised.createConnection();
    await awaited.query('select promise');
    await awaited.query('bad').catch((error) => segment.addMetadata('error', error.message));
  });
  await new Promise(setImmediate);
  AWSXRay.enableManualMode();
  await new Promise((resolve) => mysql.createConnection().query('select manual', () => resolve(), segment));
  await new Promise(setImmediate);
  segment.close();
};
