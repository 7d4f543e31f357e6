import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const packagesFolder = join(import.meta.dirname, '../../packages');

export interface Program {
  readonly name: string;
  readonly text: string;
  /** Packages that its own README lets people install. */
  readonly packages: readonly string[];
  /** Environment of a run. */
  readonly env?: Readonly<Record<string, string>>;
  /** Packages that stay outside of the bundle, as in Lambda. */
  readonly external?: readonly string[];
  /** Whether `NodeSDK` is in the bundle: OpenTelemetry's own packages call `require`. */
  readonly callsRequire?: boolean;
}

/** The README of a package, as it is in the repository and in the tarball. */
export function readmeOf(name: string): string {
  const shim = /^aws-xray-sdk(?:-(.+))?$/.exec(name);
  const folder = shim === null ? name : `shims/${shim[1] ?? 'sdk'}`;
  return readFileSync(join(packagesFolder, folder, 'README.md'), 'utf8');
}

/** The first program of the section "A whole program". */
export function wholeProgramOf(readme: string): string {
  const section = readme.split('\n## ').find((text) => text.startsWith('A whole program')) ?? '';
  return /```js\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
}

/** The lines of the section "Install" which fit the Node of SDK 3.x, or that of 2.x. */
export function installLineOf(readme: string, sdk: 2 | 3 = 3): string {
  const section = readme.split('\n## ').find((text) => text.startsWith('Install')) ?? '';
  const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
  return (blocks.length > 1 && sdk === 2 ? blocks[1] : blocks[0]) ?? '';
}

/** The names of the packages in an install line. */
export function packagesOf(line: string): readonly string[] {
  return line
    .replaceAll('\\\n', ' ')
    .trim()
    .split(/\s+/)
    .slice(2)
    .filter((word) => !word.startsWith('-'))
    .map((word) => word.replace(/(?<=.)@.*$/, ''));
}

const LAMBDA_ENV = {
  AWS_LAMBDA_FUNCTION_NAME: 'orders',
  _X_AMZN_TRACE_ID: 'Root=1-6b0de0bc-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=1111111111111111;Sampled=1',
};
const lambda = readmeOf('lambda');
const handled = `${wholeProgramOf(lambda)}
handler({}, { functionName: 'orders' }).then(({ statusCode }) => console.log(statusCode));
`;

/** The programs of the table "Bundles" in the cases of installing. */
export const PROGRAMS: readonly Program[] = [
  {
    name: 'exporter',
    text: `import { trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { AWSXRaySpanProcessor } from '@otel-xray/exporter';
import { AWSXRayIdGenerator } from '@otel-xray/id-generator';

const sdk = new NodeSDK({
  serviceName: 'greeter',
  spanProcessors: [new AWSXRaySpanProcessor()],
  idGenerator: new AWSXRayIdGenerator(),
  metricReaders: [],
  logRecordProcessors: [],
});
sdk.start();
const tracer = trace.getTracer('greeter');
tracer.startActiveSpan('greet', (greet) => {
  tracer.startActiveSpan('choose', (choose) => choose.end());
  greet.end();
});
sdk.shutdown().then(() => console.log('sent'));
`,
    packages: ['@otel-xray/exporter', '@otel-xray/id-generator', '@opentelemetry/api', '@opentelemetry/sdk-node'],
    callsRequire: true,
  },
  { name: 'lambda', text: handled, packages: packagesOf(installLineOf(lambda)), env: LAMBDA_ENV },
  {
    name: 'register',
    text: `import { trace } from '@opentelemetry/api';
import { registerXRay } from '@otel-xray/register';

const { shutdown } = registerXRay({ serviceName: 'orders' });
const tracer = trace.getTracer('orders');
tracer.startActiveSpan('order', (order) => {
  tracer.startActiveSpan('pay', (pay) => pay.end());
  order.end();
});
shutdown().then(() => console.log('sent'));
`,
    packages: packagesOf(installLineOf(readmeOf('register'))),
    callsRequire: true,
  },
  {
    name: 'lambda beside an AWS client',
    text: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
${handled}console.log(new DynamoDBClient({}).config.serviceId);
`,
    packages: [...packagesOf(installLineOf(lambda)), '@aws-sdk/client-dynamodb'],
    env: LAMBDA_ENV,
    external: ['@aws-sdk/client-dynamodb'],
  },
];

/** Every optional peer of every package. */
export const OPTIONAL_PEERS: readonly string[] = [
  '@aws-crypto/sha256-js',
  '@aws-sdk/client-xray',
  '@aws-sdk/credential-provider-node',
  '@opentelemetry/otlp-transformer',
  '@smithy/signature-v4',
];
