// MySQL's protocol with MariaDB behind it: query and execute, pool and promise.
export default {
  servers: ['mariadb'],
  libraries: ['mysql2'],
  instrumentations: { mysql2: {} },
  async run({ load, request, ports, closedPort }) {
    const mysql = load('mysql2');
    const settings = { host: '127.0.0.1', user: 'corpus', password: 'corpus', database: 'shop' };
    const pool = mysql.createPool({ ...settings, port: ports.mariadb, connectionLimit: 1 }).promise();
    await request('create a table', async () => {
      await pool.query('DROP TABLE IF EXISTS items');
      await pool.query('CREATE TABLE items (id int PRIMARY KEY, name varchar(20))');
    });
    await request('insert and select', async () => {
      await pool.execute('INSERT INTO items VALUES (?, ?)', [1, 'lamp']);
      await pool.query('SELECT name FROM items WHERE id = ?', [1]);
    });
    await request('unique violation', () => pool.query("INSERT INTO items VALUES (1, 'table')"));
    await request('no such table', () => pool.query('SELECT * FROM nowhere'));
    await pool.end();
    const port = await closedPort(3307);
    await request('refused', () =>
      mysql
        .createConnection({ ...settings, port })
        .promise()
        .query('SELECT 1'),
    );
  },
};
