// PostgreSQL: pools and clients; the server's own words beside the exception.
export default {
  servers: ['postgres'],
  libraries: ['pg'],
  instrumentations: { pg: {} },
  async run({ load, request, ports, closedPort }) {
    const { Pool, Client } = load('pg');
    const settings = { host: '127.0.0.1', user: 'corpus', password: 'corpus', database: 'shop' };
    const pool = new Pool({ ...settings, port: ports.postgres, max: 1 });
    await request('create a table', async () => {
      await pool.query('DROP TABLE IF EXISTS items');
      await pool.query('CREATE TABLE items (id int PRIMARY KEY, name text NOT NULL)');
    });
    await request('insert and select', async () => {
      await pool.query('INSERT INTO items VALUES ($1, $2)', [1, 'lamp']);
      await pool.query({ name: 'by-id', text: 'SELECT name FROM items WHERE id = $1', values: [1] });
    });
    await request('transaction', async () => {
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query("UPDATE items SET name = 'chair' WHERE id = 1");
      await client.query('ROLLBACK');
      client.release();
    });
    await request('unique violation', () => pool.query('INSERT INTO items VALUES ($1, $2)', [1, 'table']));
    await request('syntax error', () => pool.query('SELEKT 1'));
    await request('statement timeout', async () => {
      await pool.query('SET statement_timeout = 20');
      await pool.query('SELECT pg_sleep(5)');
    });
    await pool.end();
    await request('client by connection string', async () => {
      const client = new Client(`postgresql://corpus:corpus@localhost:${ports.postgres}/shop?application_name=corpus`);
      client.on('error', () => {});
      await client.connect();
      await client.query('SELECT 1');
      await client.end();
    });
    await request('wrong password', async () => {
      const client = new Client({ ...settings, port: ports.postgres, password: 'wrong' });
      await client.connect();
    });
    const port = await closedPort(5433);
    await request('refused', () => new Client({ ...settings, port }).connect());
  },
};
