// GraphQL below an HTTP request: parse, validate, execute, and a span for each resolved field.
export default {
  libraries: ['graphql'],
  instrumentations: { graphql: { ignoreTrivialResolveSpans: true } },
  async run({ load, request }) {
    const { buildSchema, graphql } = load('graphql');
    const schema = buildSchema(
      'type Order { id: ID, total: Int } type Query { order(id: ID!): Order } type Mutation { pay(id: ID!): Order }',
    );
    const rootValue = {
      order: async ({ id }) => ({ id, total: async () => 7 }),
      pay: async () => {
        throw new TypeError('the payment was refused');
      },
    };
    const run = (source) => graphql({ schema, source, rootValue });
    await request('query', () => run('query Orders { order(id: 7) { id total } }'));
    await request('two fields', () => run('{ a: order(id: 1) { id } b: order(id: 2) { id } }'));
    await request('resolver throws', () => run('mutation Pay { pay(id: 7) { id } }'));
    await request('syntax error', () => run('{ order('));
    await request('unknown field', () => run('{ nothing }'));
  },
};
