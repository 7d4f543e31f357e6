/** An instrumentation that an application may have installed, and the libraries that it traces. */
export interface KnownInstrumentation {
  /** The npm package, which is also its `instrumentationName`. */
  readonly module: string;
  /** The exported class. */
  readonly className: string;
  /** npm packages; the instrumentation is of use if one of them is installed. */
  readonly libraries: readonly string[];
  /** The last minor version that runs on Node 20; absent if all do. */
  readonly lastForNode20?: string;
  /** Passed to the constructor. */
  readonly config?: Readonly<Record<string, unknown>>;
}

const NAMESPACE = '@opentelemetry/instrumentation-';

type Row = readonly [suffix: string, className: string, lastForNode20: string, ...libraries: string[]];

/** Packages of OpenTelemetry. The library is the suffix where none is named. */
const OF_OPENTELEMETRY: readonly Row[] = [
  ['express', 'ExpressInstrumentation', '0.71', 'express', '@nestjs/platform-express'],
  ['nestjs-core', 'NestInstrumentation', '0.70', '@nestjs/core'],
  ['koa', 'KoaInstrumentation', '0.71'],
  ['hapi', 'HapiInstrumentation', '0.69', '@hapi/hapi'],
  ['restify', 'RestifyInstrumentation', '0.68'],
  ['connect', 'ConnectInstrumentation', '0.66'],
  ['router', 'RouterInstrumentation', '0.67'],
  ['graphql', 'GraphQLInstrumentation', '0.71'],
  ['grpc', 'GrpcInstrumentation', '0.223', '@grpc/grpc-js'],
  ['socket.io', 'SocketIoInstrumentation', '0.70'],
  ['pg', 'PgInstrumentation', '0.76'],
  ['mysql', 'MySQLInstrumentation', '0.69'],
  ['mysql2', 'MySQL2Instrumentation', '0.69'],
  ['mongodb', 'MongoDBInstrumentation', '0.76'],
  ['mongoose', 'MongooseInstrumentation', '0.69'],
  ['tedious', 'TediousInstrumentation', '0.42'],
  ['oracledb', 'OracleInstrumentation', '0.48'],
  ['cassandra-driver', 'CassandraDriverInstrumentation', '0.68'],
  ['knex', 'KnexInstrumentation', '0.67'],
  ['ioredis', 'IORedisInstrumentation', '0.71'],
  ['redis', 'RedisInstrumentation', '0.71', 'redis', '@redis/client'],
  ['memcached', 'MemcachedInstrumentation', '0.66'],
  ['kafkajs', 'KafkaJsInstrumentation', '0.32'],
  ['amqplib', 'AmqplibInstrumentation', '0.70'],
  ['dataloader', 'DataloaderInstrumentation', '0.40'],
  ['generic-pool', 'GenericPoolInstrumentation', '0.66'],
  ['lru-memoizer', 'LruMemoizerInstrumentation', '0.67'],
  ['openai', 'OpenAIInstrumentation', '0.21'],
];

/** These add trace ids to log lines. Log records are not sent: nothing here exports logs. */
const OF_LOGGERS: readonly Row[] = [
  ['pino', 'PinoInstrumentation', '0.69'],
  ['winston', 'WinstonInstrumentation', '0.68'],
  ['bunyan', 'BunyanInstrumentation', '0.68'],
];

/**
 * The instrumentations that `instrumentations: 'auto'` registers where they are installed beside the application, in this order.
 * Packages and versions: https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages
 */
export const KNOWN_INSTRUMENTATIONS: readonly KnownInstrumentation[] = [
  ...OF_OPENTELEMETRY.map((row) => toKnown(row)),
  // Without the option it instruments only the servers that it is given.
  {
    module: '@fastify/otel',
    className: 'FastifyOtelInstrumentation',
    libraries: ['fastify', '@nestjs/platform-fastify'],
    config: { registerOnInitialization: true },
  },
  { module: '@prisma/instrumentation', className: 'PrismaInstrumentation', libraries: ['@prisma/client'] },
  ...OF_LOGGERS.map((row) => ({ ...toKnown(row), config: { disableLogSending: true } })),
];

function toKnown([suffix, className, lastForNode20, ...libraries]: Row): KnownInstrumentation {
  const module = NAMESPACE + suffix;
  return { module, className, lastForNode20, libraries: libraries.length > 0 ? libraries : [suffix] };
}

/** The name that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS` use, such as `express`. */
export function shortNameOf(module: string): string {
  return module.startsWith(NAMESPACE) ? module.slice(NAMESPACE.length) : module;
}
