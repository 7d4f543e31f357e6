// Vercel's AI SDK with its telemetry, which writes prompts and answers into attributes.
export default {
  libraries: ['ai'],
  async run({ load, request }) {
    const { generateText, streamText, embed, tool, stepCountIs, jsonSchema } = load('ai');
    const { MockLanguageModelV3, MockEmbeddingModelV3, simulateReadableStream } = load('ai/test');
    const telemetry = { isEnabled: true, functionId: 'haiku', metadata: { customer: '7' } };
    const usage = {
      inputTokens: { total: 8, noCache: 8, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 3, text: 3, reasoning: 0 },
    };
    const stop = { unified: 'stop', raw: 'stop' };
    const model = (...answers) =>
      new MockLanguageModelV3({ provider: 'openai', modelId: 'gpt-4o-mini', doGenerate: async () => answers.shift() });
    const text = {
      content: [{ type: 'text', text: 'Messages wait' }],
      finishReason: stop,
      usage,
      warnings: [],
      response: { id: 'c-1' },
    };
    const call = { type: 'tool-call', toolCallId: 't-1', toolName: 'stock', input: '{"id":7}' };

    await request('generate', () =>
      generateText({
        model: model(text),
        system: 'You are terse.',
        prompt: 'Write a haiku.',
        experimental_telemetry: telemetry,
      }),
    );
    await request('tool', () =>
      generateText({
        model: model({ ...text, content: [call], finishReason: { unified: 'tool-calls', raw: 'tool-calls' } }, text),
        prompt: 'How many are left?',
        stopWhen: stepCountIs(2),
        tools: { stock: tool({ inputSchema: jsonSchema({ type: 'object' }), execute: async () => ({ left: 3 }) }) },
        experimental_telemetry: telemetry,
      }),
    );
    await request('stream', async () => {
      const chunks = [
        { type: 'response-metadata', id: 'c-1', modelId: 'gpt-4o-mini', timestamp: new Date(0) },
        { type: 'text-start', id: '1' },
        { type: 'text-delta', id: '1', delta: 'Messages wait' },
        { type: 'text-end', id: '1' },
        { type: 'finish', finishReason: stop, usage },
      ];
      const streaming = new MockLanguageModelV3({
        provider: 'openai',
        modelId: 'gpt-4o-mini',
        doStream: async () => ({
          stream: simulateReadableStream({ chunks, initialDelayInMs: null, chunkDelayInMs: null }),
        }),
      });
      const { textStream } = streamText({
        model: streaming,
        prompt: 'Write a haiku.',
        experimental_telemetry: telemetry,
      });
      for await (const _part of textStream);
    });
    await request('embed', () => {
      const embedding = new MockEmbeddingModelV3({
        provider: 'openai',
        modelId: 'e-small',
        doEmbed: async () => ({ embeddings: [[0.5]], usage: { tokens: 1 }, warnings: [] }),
      });
      return embed({ model: embedding, value: 'queues', experimental_telemetry: telemetry });
    });
    await request('fails', () => {
      const failing = new MockLanguageModelV3({
        doGenerate: async () => {
          throw new TypeError('the model is not there');
        },
      });
      return generateText({
        model: failing,
        prompt: 'Write a haiku.',
        maxRetries: 0,
        experimental_telemetry: telemetry,
      });
    });
  },
};
