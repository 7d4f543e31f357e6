import { Sha256 } from '@aws-crypto/sha256-js';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { SignatureV4 } from '@smithy/signature-v4';
import type { OtlpPackages, PackagedTarget } from './transports/target-packages.ts';

const packages = { Sha256, SignatureV4, defaultProvider, serializer: ProtobufTraceSerializer } as OtlpPackages;

/**
 * The target `otlp` for bundles: OpenTelemetry's encoder and AWS's signer, which the bundler sees.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-opentelemetry.html
 * @example
 * import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
 * import { otlp } from '@otel-xray/exporter/otlp';
 *
 * new AWSXRaySpanProcessor({ target: otlp, region: 'eu-central-1' });
 */
export const otlp: PackagedTarget = { target: 'otlp', packages };
