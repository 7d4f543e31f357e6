import type { ServerUnaryCall, ServiceDefinition, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js';
import { ApiError } from '../ground/api-error.ts';
import type { Intake } from '../intake/intake.ts';
import type { LogIntake } from '../intake/log-intake.ts';
import { receiveLogs, takeTraces } from '../otlp/http.ts';
import type { OtlpIntake } from '../otlp/otlp-intake.ts';
import { decodeLogs, decodeRequest, encodeAnswer } from '../otlp/protobuf.ts';

/** The gRPC side: OTLP alone. */
export interface GrpcListener {
  readonly port: number;
  close(): Promise<void>;
}

/** The surroundings of the gRPC side. */
export interface GrpcContext {
  readonly intake: Intake;
  readonly otlp: OtlpIntake;
  readonly logs: LogIntake;
  readonly maxRequestBytes: number;
}

/**
 * Listens for OTLP over gRPC, the default of many OpenTelemetry SDKs. Logs are stored beside the trace they name, metrics counted.
 * Rejects as the socket does, such as with `EADDRINUSE`.
 * Source: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc
 */
export async function listenGrpc(
  context: GrpcContext,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<GrpcListener> {
  // Loaded here, as most servers have no such port.
  const { Server, ServerCredentials, status } = await import('@grpc/grpc-js');
  const server = new Server({ 'grpc.max_receive_message_length': context.maxRequestBytes });
  const { intake, otlp, logs } = context;
  const answers: Record<Signal, (body: Buffer, sender: string) => Buffer> = {
    trace: (body, sender) => {
      intake.log.countCall('otlpRequests');
      return Buffer.from(encodeAnswer('Response', takeTraces(body, decodeRequest, otlp, sender)));
    },
    logs: (body, sender) => {
      intake.log.countCall('logRequests');
      return Buffer.from(encodeAnswer('Response', receiveLogs(body, decodeLogs, { otlp, logs }, sender)));
    },
    metrics: () => {
      intake.log.countCall('metricRequests');
      return Buffer.alloc(0);
    },
  };
  for (const [signal, service] of Object.entries(SERVICES) as [Signal, string][]) {
    const handlers: UntypedServiceImplementation = {
      Export(call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) {
        try {
          done(null, answers[signal](call.request, call.getPeer()));
        } catch (error) {
          const code = error instanceof ApiError ? status.INVALID_ARGUMENT : status.INTERNAL;
          done({ code, details: error instanceof Error ? error.message : String(error) });
        }
      },
    };
    server.addService(exportOf(service), handlers);
  }
  const bound = await new Promise<number>((resolve, reject) => {
    const address = host.includes(':') ? `[${host}]` : host;
    server.bindAsync(`${address}:${port}`, ServerCredentials.createInsecure(), (error, number) =>
      error ? reject(error) : resolve(number),
    );
  });
  return {
    port: bound,
    close: async () => server.forceShutdown(),
  };
}

type Signal = 'trace' | 'logs' | 'metrics';

const PACKAGE = 'opentelemetry.proto.collector';
const SERVICES: Readonly<Record<Signal, string>> = {
  trace: `${PACKAGE}.trace.v1.TraceService`,
  logs: `${PACKAGE}.logs.v1.LogsService`,
  metrics: `${PACKAGE}.metrics.v1.MetricsService`,
};

/** The one method of each of OTLP's services, with bytes as messages. */
function exportOf(service: string): ServiceDefinition {
  const same = (bytes: Buffer): Buffer => bytes;
  return {
    Export: {
      path: `/${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    },
  };
}
