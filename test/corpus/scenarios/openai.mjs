// OpenAI's client: chats, tools, streams and embeddings; the content of messages is off, as is the default.
export default {
  libraries: ['openai'],
  instrumentations: { openai: {} },
  async run({ load, request, peer }) {
    const OpenAI = load('openai');
    let answer;
    const port = await peer((_request, response) => {
      response.writeHead(answer.status ?? 200, {
        'content-type': answer.text ? 'text/event-stream' : 'application/json',
        'x-request-id': 'r-1',
      });
      response.end(answer.text ?? JSON.stringify(answer.body));
    });
    const client = new OpenAI({ apiKey: 'dummy', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
    const model = 'gpt-4o-mini';
    const usage = { prompt_tokens: 8, completion_tokens: 3, total_tokens: 11 };
    const completion = (message, finish_reason = 'stop') => ({
      body: {
        id: 'c-1',
        object: 'chat.completion',
        created: 1,
        model,
        choices: [{ index: 0, message, finish_reason }],
        usage,
      },
    });
    const messages = [
      { role: 'system', content: 'You are terse.' },
      { role: 'user', content: 'Write a haiku about queues.' },
    ];
    const chat = (options) =>
      client.chat.completions.create({ model, messages, max_tokens: 64, temperature: 0.5, ...options });

    await request('chat', () => {
      answer = completion({ role: 'assistant', content: 'Messages wait' });
      return chat();
    });
    await request('tool', () => {
      const call = { id: 't-1', type: 'function', function: { name: 'stock', arguments: '{"id":7}' } };
      answer = completion({ role: 'assistant', content: null, tool_calls: [call] }, 'tool_calls');
      return chat({ tools: [{ type: 'function', function: { name: 'stock', parameters: { type: 'object' } } }] });
    });
    await request('stream', async () => {
      const chunk = (delta, finish_reason = null) =>
        `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', created: 1, model, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
      answer = {
        text: `${chunk({ role: 'assistant', content: 'Messages' })}${chunk({ content: ' wait' }, 'stop')}data: [DONE]\n\n`,
      };
      for await (const _chunk of await chat({ stream: true }));
    });
    await request('embeddings', () => {
      answer = {
        body: {
          object: 'list',
          model: 'text-embedding-3-small',
          data: [{ object: 'embedding', index: 0, embedding: [0.5] }],
          usage,
        },
      };
      return client.embeddings.create({ model: 'text-embedding-3-small', input: 'queues', encoding_format: 'float' });
    });
    await request('throttled', () => {
      answer = {
        status: 429,
        body: { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } },
      };
      return chat();
    });
    await request('wrong key', () => {
      answer = {
        status: 401,
        body: { error: { message: 'Incorrect API key', type: 'invalid_request_error', code: 'invalid_api_key' } },
      };
      return chat();
    });
  },
};
