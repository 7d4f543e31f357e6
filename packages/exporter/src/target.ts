import { MAX_DOCUMENT_BYTES } from '@otel-xray/format';
import { splitDocument, type TranslatorOptions } from '@otel-xray/translator';
import type { FaultLog } from './ground/fault-log.ts';
import type { ResolvedOptions, TargetName } from './options.ts';
import { DATAGRAM_FRAMING, DIRECT_FRAMING, type Framing, otlpFraming, requestFraming } from './sender/framing.ts';
import { platformDocumentBytes } from './sockets/datagram-limit.ts';
import { createApiTransport } from './transports/api-transport.ts';
import { createAutoTransport } from './transports/auto-transport.ts';
import { createDaemonHttpTransport } from './transports/daemon-http-transport.ts';
import { otlpEndpoint } from './transports/otlp-endpoint.ts';
import { createOtlpTransport, type OtlpLoaders } from './transports/otlp-transport.ts';
import type { OtlpSerializer } from './transports/target-packages.ts';
import type { Transport } from './transports/transport.ts';
import { createUdpTransport } from './transports/udp-transport.ts';

/** The transport of a target, and how documents are combined for it. */
export interface TargetParts {
  readonly transport: Transport;
  readonly framing: Framing;
  /** Whether no attempt reads documents when its time is up, so that their memory can be used again after a success of a later one. */
  readonly isDoneWithBytes?: boolean;
}

/** Makes the parts of a target. */
export function createTransport(
  options: ResolvedOptions,
  faults: FaultLog,
  onKernelDrops: (datagrams: number) => void = () => {},
): TargetParts {
  const { target, daemonAddress, now } = options;
  // Where nothing is cut in translation, nothing is cut later.
  // In Lambda nobody could do anything about a refused port, and the invocation would pay for the check.
  const udpOptions = {
    ...(options.isCutToSize && { split: splitDocument }),
    staysForRefusal: !options.isLambda,
    opensEarly: options.isLambda,
    onKernelDrops,
  };
  if (typeof target === 'object') return { transport: target, framing: DIRECT_FRAMING };
  const byRequest = requestFraming(options.batchDelayMillis);
  switch (wayOf(options, target)) {
    case 'daemon':
      return {
        transport: createUdpTransport(daemonAddress.udp, udpOptions),
        framing: DATAGRAM_FRAMING,
        isDoneWithBytes: true,
      };
    case 'daemon-http':
      return {
        transport: createDaemonHttpTransport(daemonAddress.tcp, now),
        framing: byRequest,
        isDoneWithBytes: true,
      };
    case 'api':
      return { transport: createApiTransport(options), framing: byRequest };
    case 'otlp': {
      const transport = createOtlpTransport(
        otlpEndpoint(options.endpoint, options.region),
        now,
        otlpLoadersOf(options),
      );
      return { transport, framing: otlpFraming(options.batchDelayMillis) };
    }
    case 'auto':
      return {
        transport: createAutoTransport({
          http: createDaemonHttpTransport(daemonAddress.tcp, now),
          udp: createUdpTransport(daemonAddress.udp, udpOptions),
          clock: () => performance.now(),
          onFallback: () =>
            faults.warn('fallback', `${addressText(options)} refuses TCP: UDP is used, which nobody acknowledges`),
        }),
        framing: byRequest,
        isDoneWithBytes: true,
      };
  }
}

/** A loader of the serializer from the target `otlp`; `undefined` where the installed one is loaded. */
export function otlpSerializerOf({ packaged }: ResolvedOptions): (() => Promise<OtlpSerializer>) | undefined {
  return packaged?.target === 'otlp' ? async () => packaged.packages.serializer : undefined;
}

/** Likewise of the packages that sign. */
function otlpLoadersOf({ packaged }: ResolvedOptions): OtlpLoaders | undefined {
  if (packaged?.target !== 'otlp') return undefined;
  const { packages } = packaged;
  return { serializer: async () => packages.serializer, signing: async () => packages };
}

/** The translator's options for a target: documents for datagrams alone are cut for them in translation. */
export function fitToTarget(
  given: TranslatorOptions,
  options: ResolvedOptions,
  platform: NodeJS.Platform = process.platform,
): TranslatorOptions {
  const { target } = options;
  if (typeof target === 'object' || wayOf(options, target) !== 'daemon') return given;
  const { maxDocumentBytes = MAX_DOCUMENT_BYTES } = given;
  const most = platformDocumentBytes(platform);
  // Only a number that is too large is ours to change: whatever else it is, the translator says so.
  return { ...given, maxDocumentBytes: maxDocumentBytes > most ? most : maxDocumentBytes };
}

/** Lambda's own daemon has no TCP port: an attempt would cost each cold start. */
function wayOf({ isLambda }: ResolvedOptions, target: TargetName): TargetName {
  return target === 'auto' && isLambda ? 'daemon' : target;
}

/** Reports a refused connection, and what to do. */
export function unreachableText(options: ResolvedOptions): string {
  const { target, endpoint } = options;
  if (typeof target === 'object') return 'connection refused by the target';
  if (target === 'api')
    return `connection refused at ${endpoint ?? 'the endpoint of X-Ray'}; correct the endpoint, or AWS_ENDPOINT_URL_XRAY`;
  if (target === 'otlp')
    return `connection refused at ${endpoint ?? 'the OTLP endpoint'}; correct the endpoint, or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`;
  const hint = options.daemonAddressGiven
    ? 'start the daemon there, or correct AWS_XRAY_DAEMON_ADDRESS'
    : 'start Local X-Ray with "npx @otel-xray/local", or set AWS_XRAY_DAEMON_ADDRESS';
  return `connection refused at ${addressText(options)}; ${hint}`;
}

function addressText({ daemonAddress: { tcp } }: ResolvedOptions): string {
  return tcp.host.includes(':') ? `[${tcp.host}]:${tcp.port}` : `${tcp.host}:${tcp.port}`;
}
