import { withoutTracing } from '@otel-xray/runtime';
import { CallError } from './call-error.ts';
import { outcomeOfRefusal } from './http-outcome.ts';
import { type Repairable, repairing } from './repairing-transport.ts';
import { type ApiPackages, loadApiPackages, type PackagedTarget, type XRayClientLike } from './target-packages.ts';
import type { ExportResponse, Transport, UnprocessedDocument } from './transport.ts';

const TEXT = new TextDecoder();

export interface ApiOptions {
  /** A ready client; `undefined` for one of our own. */
  readonly client: XRayClientLike | undefined;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Packages from the target; without them the installed ones are loaded. */
  readonly packaged?: PackagedTarget | undefined;
}

interface Sdk {
  readonly client: XRayClientLike;
  readonly PutTraceSegmentsCommand: ApiPackages['PutTraceSegmentsCommand'];
}

/** Sends documents by PutTraceSegments with the SDK's own credentials. The SDK is loaded at the first send. */
export function createApiTransport(options: ApiOptions): Transport {
  let loading: Promise<Sdk> | undefined;
  const transport: Transport = {
    async send(documents, timeoutMillis) {
      loading ??= loadSdk(options);
      let sdk: Sdk;
      try {
        sdk = await loading;
      } catch (error) {
        loading = undefined;
        return { status: 'failure', error: error as Error };
      }
      const input = { TraceSegmentDocuments: documents.map((document) => TEXT.decode(document)) };
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), timeoutMillis);
      timer.unref();
      try {
        const answer = await withoutTracing(() =>
          sdk.client.send(new sdk.PutTraceSegmentsCommand(input), { abortSignal: abort.signal }),
        );
        const { UnprocessedTraceSegments: unprocessed = [] } = answer as {
          UnprocessedTraceSegments?: UnprocessedDocument[];
        };
        return unprocessed.length > 0 ? { status: 'success', unprocessed } : { status: 'success' };
      } catch (error) {
        return outcomeOfError(error, options.now());
      } finally {
        clearTimeout(timer);
      }
    },
    async shutdown() {
      // A client that was handed in is its owner's to close.
      if (options.client === undefined) (await loading?.catch(() => undefined))?.client.destroy?.();
    },
  };
  // A clock that is off needs no more than the next attempt: the SDK has read the server's time from the answer.
  const repair = async (fault: Repairable): Promise<unknown> =>
    fault === 'expired' && (await loading)?.client.config?.credentials?.({ forceRefresh: true });
  return repairing(transport, repair);
}

async function loadSdk({ client, region, endpoint, packaged }: ApiOptions): Promise<Sdk> {
  const { XRayClient, PutTraceSegmentsCommand } =
    packaged?.target === 'api' ? packaged.packages : await loadApiPackages();
  // Retrying is ours: two that retry multiply.
  const config = {
    maxAttempts: 1,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
  return { client: client ?? new XRayClient(config), PutTraceSegmentsCommand };
}

interface SdkError extends Error {
  readonly $metadata?: { httpStatusCode?: number };
  readonly $response?: { headers?: Record<string, string> };
}

/** By status first: the SDK reads the HTML of a proxy as a syntax error, with the proxy's status beside it. */
function outcomeOfError(thrown: unknown, now: number): ExportResponse {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as SdkError;
  const { name, message, $metadata, $response } = error;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) return outcomeWithoutAnswer(error);
  // An answer of 2xx that cannot be read is not X-Ray's, or was cut.
  if (status >= 200 && status < 300) return { status: 'retryable', error };
  return outcomeOfRefusal({ status, name, message, retryAfter: $response?.headers?.['retry-after'] }, now, (fault) =>
    fault === undefined ? error : new CallError(`${name}: ${message}`, fault, { cause: error }),
  );
}

function outcomeWithoutAnswer(error: Error): ExportResponse {
  if (/region is missing/i.test(error.message)) {
    const text = 'target "api" needs a region: set the option region, AWS_REGION or AWS_DEFAULT_REGION';
    return { status: 'failure', error: new Error(text, { cause: error }) };
  }
  return error.name === 'CredentialsProviderError' ? { status: 'failure', error } : { status: 'retryable', error };
}
