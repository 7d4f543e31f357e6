/** Calls DynamoDB by a traced client and prints the ids of all spans, for bundlers. */
export const PROGRAM: string = `
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { traceAWSClient } from '@otel-xray/aws-client';

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const exporter = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
const client = traceAWSClient(new DynamoDBClient({ maxAttempts: 1 }));
client.send(new ListTablesCommand({})).then(() => {
  console.log(JSON.stringify(exporter.getFinishedSpans().map((span) => span.spanContext().spanId)));
});
`;
