import { importOptional } from '@otel-xray/runtime';

/** The part of an `XRayClient` that is used. */
export interface XRayClientLike {
  // biome-ignore lint/suspicious/noExplicitAny: the command is one of the user's own copy of the SDK, whose types differ by version
  send(command: any, options?: { abortSignal?: AbortSignal }): Promise<any>;
  destroy?(): void;
  /** Called for fresh credentials when those in use have expired. */
  readonly config?: { readonly credentials?: (options?: { forceRefresh?: boolean }) => Promise<unknown> };
}

/** The part of `@aws-sdk/client-xray` that the target `api` uses. */
export interface ApiPackages {
  readonly XRayClient: new (config: { maxAttempts: number; region?: string; endpoint?: string }) => XRayClientLike;
  readonly PutTraceSegmentsCommand: new (input: { TraceSegmentDocuments: string[] }) => unknown;
}

/** The part of OpenTelemetry's serializer that the target `otlp` uses. */
export interface OtlpSerializer {
  serializeRequest(spans: never[]): Uint8Array | undefined;
  deserializeResponse(bytes: Uint8Array): { partialSuccess?: { rejectedSpans?: number; errorMessage?: string } };
}

/** Credentials as AWS's packages exchange them. */
export type CredentialsProvider = (options?: { forceRefresh?: boolean }) => Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}>;

/** AWS's signer, its credential chain, and a SHA-256. */
export interface SigningPackages {
  readonly SignatureV4: new (options: {
    service: string;
    region: string;
    credentials: CredentialsProvider;
    // biome-ignore lint/suspicious/noExplicitAny: the types of checksum classes differ by version of AWS's packages
    sha256: any;
  }) => {
    // biome-ignore lint/suspicious/noExplicitAny: likewise those of requests
    sign(request: any, options: { signingDate: Date }): Promise<{ headers: Record<string, string> }>;
  };
  readonly defaultProvider: () => CredentialsProvider;
  readonly Sha256: unknown;
}

/** All that the target `otlp` uses. */
export interface OtlpPackages extends SigningPackages {
  readonly serializer: OtlpSerializer;
}

/**
 * A target with the packages that it needs, for bundles: what `@otel-xray/exporter/api` and `@otel-xray/exporter/otlp` export. Where
 * nothing is bundled, the names `'api'` and `'otlp'` load the same packages at the first call.
 */
export type PackagedTarget =
  | { readonly target: 'api'; readonly packages: ApiPackages }
  | { readonly target: 'otlp'; readonly packages: OtlpPackages };

/** @throws if the package is not installed */
export function loadApiPackages(): Promise<ApiPackages> {
  return load('api', ['@aws-sdk/client-xray'], ([client]) => client as unknown as ApiPackages);
}

/** @throws if the package is not installed */
export function loadOtlpSerializer(): Promise<OtlpSerializer> {
  return load(
    'otlp',
    ['@opentelemetry/otlp-transformer'],
    ([transformer]) => transformer?.['ProtobufTraceSerializer'] as OtlpSerializer,
  );
}

/** @throws if the packages are not installed */
export function loadSigningPackages(): Promise<SigningPackages> {
  const names = ['@smithy/signature-v4', '@aws-sdk/credential-provider-node', '@aws-crypto/sha256-js'];
  return load('otlp', names, (modules) => Object.assign({}, ...modules) as SigningPackages);
}

type Module = Readonly<Record<string, unknown>>;

async function load<Packages>(
  target: PackagedTarget['target'],
  names: readonly string[],
  read: (modules: readonly Module[]) => Packages,
): Promise<Packages> {
  try {
    return read(await Promise.all(names.map((name) => importOptional<Module>(name))));
  } catch (cause) {
    throw new Error(missingText(target, names), { cause });
  }
}

function missingText(target: PackagedTarget['target'], names: readonly string[]): string {
  return `target "${target}" needs ${names.join(', ')}: npm install ${names.join(' ')}. In a bundle, import { ${target} } from '@otel-xray/exporter/${target}' and pass it as target.`;
}
