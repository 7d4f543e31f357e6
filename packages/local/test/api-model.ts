import { Readable } from 'node:stream';
import * as sdk from '@aws-sdk/client-xray';

/** The names of all operations that the installed client has. */
export const OPERATIONS: readonly string[] = Object.keys(sdk)
  .filter((name) => /^[A-Z]\w+Command$/.test(name))
  .map((name) => name.slice(0, -'Command'.length))
  .sort();

/** The path of an operation, in the client's own model. */
export function pathOf(operation: string): string {
  const { http } = modelOf(operation)[3];
  return http[1];
}

/** Calls an operation through the client. Returns its output, and the body as received. */
export async function call(
  endpoint: string,
  operation: string,
  input: object,
): Promise<{ output: Record<string, unknown>; body: unknown }> {
  let body: unknown;
  const client = new sdk.XRayClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
    maxAttempts: 1,
    requestHandler: {
      async handle({
        method,
        path,
        headers,
        body: sent,
      }: {
        method: string;
        path: string;
        headers: Record<string, string>;
        body: string;
      }) {
        const { host, 'content-length': _, ...others } = headers;
        const response = await fetch(endpoint + path, { method, headers: others, body: sent });
        const text = await response.text();
        body = JSON.parse(text);
        return {
          response: {
            statusCode: response.status,
            headers: Object.fromEntries(response.headers),
            body: Readable.from([Buffer.from(text)]),
          },
        };
      },
    } as never,
  });
  try {
    const Command = (sdk as unknown as Record<string, new (input: object) => never>)[`${operation}Command`];
    if (!Command) throw new Error(`the client has no operation ${operation}`);
    const output: object = await client.send(new Command(input));
    return { output: { ...output }, body };
  } finally {
    client.destroy();
  }
}

/** Differences of an operation's answer from the client's model: unknown or absent members, and values of another type. */
export function shapeProblems(operation: string, body: unknown): string[] {
  return [...problemsOf(modelOf(operation)[5], body, operation)];
}

type Schema = number | readonly unknown[] | (() => Schema);
type OperationModel = readonly [
  9,
  string,
  string,
  { readonly http: readonly [string, string, number] },
  Schema,
  Schema,
];

function modelOf(operation: string): OperationModel {
  return (sdk as unknown as Record<string, OperationModel>)[`${operation}$`] as OperationModel;
}

// The client's model is data: a number is a simple type, with 64 a list and with 128 a map of it; a list begins with its kind.
function* problemsOf(given: Schema, value: unknown, at: string): Generator<string> {
  const schema = typeof given === 'function' ? given() : given;
  if (typeof schema === 'function') yield* problemsOf(schema, value, at);
  else if (typeof schema === 'number') {
    if (schema >= LIST) yield* itemsOf(schema >= MAP ? MAP : LIST, schema & 15, value, at);
    else if (typeof value !== SIMPLE[schema]) yield `${at}: expected ${SIMPLE[schema]}, got ${JSON.stringify(value)}`;
    else if (INTEGER.test(at) && !isWhole(value, at)) yield `${at}: expected an integer in range, got ${value}`;
  } else if (schema[0] === 1) yield* itemsOf(LIST, schema[4] as Schema, value, at);
  else if (schema[0] === 2) yield* itemsOf(MAP, schema[5] as Schema, value, at);
  else if (typeof value !== 'object' || value === null) yield `${at}: expected an object`;
  else {
    const names = schema[4] as readonly string[];
    const types = schema[5] as readonly Schema[];
    for (const name of PRESENT[String(schema[2])] ?? []) if (!(name in value)) yield `${at}: expected ${name}`;
    for (const [name, member] of Object.entries(value)) {
      const type = types[names.indexOf(name)];
      if (type === undefined) yield `${at}.${name}: the model has no such member`;
      else yield* problemsOf(type, member, `${at}.${name}`);
    }
  }
}

function* itemsOf(kind: number, item: Schema, value: unknown, at: string): Generator<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== (kind === LIST))
    yield `${at}: expected a ${kind === LIST ? 'list' : 'map'}`;
  else for (const [key, each] of Object.entries(value)) yield* problemsOf(item, each, `${at}[${key}]`);
}

function isWhole(value: unknown, at: string): boolean {
  if (!Number.isSafeInteger(value)) return false;
  return LONG.test(at) || Math.abs(value as number) < 2 ** 31;
}

/**
 * Members that are integers in the model of 2016-04-12, service-2.json of botocore; the schema of the client only knows numbers.
 * Clients of other languages fail to read the whole answer where one of them has a fraction or is out of range.
 */
const INTEGER =
  /\.(?:\w*Count(?:High|Low)?|HttpStatus|Interval|Period|Priority|ReferenceId|ReservoirQuota|ReservoirSize|Revision|Version|CooldownWindowMinutes)$/;
const LONG = /\.(?:FaultCount|OkCount|OtherCount|ThrottleCount|TotalCount|TracesProcessedCount)(?:High|Low)?$/;

/**
 * Optional members that clients read without a check, such as Grafana's data source: https://github.com/grafana/x-ray-datasource
 */
const PRESENT: Readonly<Record<string, readonly string[]>> = {
  ServiceId: ['Name', 'Names', 'AccountId', 'Type'],
  Service: ['ReferenceId', 'Name', 'Names', 'Type', 'State', 'StartTime', 'EndTime', 'Edges'],
  Edge: ['ReferenceId', 'StartTime', 'EndTime', 'Aliases', 'SummaryStatistics', 'ResponseTimeHistogram'],
  InsightImpactGraphService: ['ReferenceId', 'Name', 'Names', 'Type', 'Edges'],
  RootCauseException: ['Name', 'Message'],
  ErrorRootCauseService: ['Name', 'Names', 'Type', 'AccountId', 'EntityPath', 'Inferred'],
  FaultRootCauseService: ['Name', 'Names', 'Type', 'AccountId', 'EntityPath', 'Inferred'],
  ResponseTimeRootCauseService: ['Name', 'Names', 'Type', 'AccountId', 'EntityPath', 'Inferred'],
};

const LIST = 64;
const MAP = 128;
// 4 is a timestamp, which this protocol writes as a number of epoch seconds.
const SIMPLE: Readonly<Record<number, string>> = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'number' };
