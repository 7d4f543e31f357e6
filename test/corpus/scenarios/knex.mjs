// knex above pg: two spans for one query of one database.
export default {
  servers: ['postgres'],
  libraries: ['knex', 'pg'],
  instrumentations: { knex: {}, pg: {} },
  async run({ load, request, ports }) {
    const connection = {
      host: '127.0.0.1',
      port: ports.postgres,
      user: 'corpus',
      password: 'corpus',
      database: 'shop',
    };
    const knex = load('knex')({ client: 'pg', connection, pool: { min: 1, max: 1 } });
    await request('create a table', async () => {
      await knex.schema.dropTableIfExists('orders');
      await knex.schema.createTable('orders', (table) => table.integer('id').primary());
    });
    await request('insert', () => knex('orders').insert({ id: 1 }));
    await request('select', () => knex('orders').where('id', '>', 0).select('id'));
    await request('unique violation', () => knex('orders').insert({ id: 1 }));
    await request('raw', () => knex.raw('SELECT now()'));
    await knex.destroy();
  },
};
