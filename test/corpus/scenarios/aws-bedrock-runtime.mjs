// Bedrock: Converse and InvokeModel, whose spans have GenAI attributes and content.
import { awsService } from '../recorder/aws-service.mjs';

const modelId = 'amazon.titan-text-express-v1';
const messages = [{ role: 'user', content: [{ text: 'Write a haiku about queues.' }] }];
const answer = {
  output: { message: { role: 'assistant', content: [{ text: 'Messages wait' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 8, outputTokens: 3, totalTokens: 11 },
  metrics: { latencyMs: 100 },
};

export default awsService({
  library: '@aws-sdk/client-bedrock-runtime',
  client: 'BedrockRuntimeClient',
  calls: {
    converse: [
      'ConverseCommand',
      { modelId, messages, inferenceConfig: { maxTokens: 64, temperature: 0.5, topP: 0.9 } },
      answer,
    ],
    'invoke a model': [
      'InvokeModelCommand',
      {
        modelId,
        contentType: 'application/json',
        body: JSON.stringify({ inputText: 'Write a haiku', textGenerationConfig: { maxTokenCount: 64 } }),
      },
      { inputTextTokenCount: 4, results: [{ tokenCount: 3, outputText: 'Messages wait', completionReason: 'FINISH' }] },
    ],
  },
});
