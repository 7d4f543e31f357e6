import { errorMonitor } from 'node:events';

// biome-ignore lint/suspicious/noExplicitAny: the core of the X-Ray SDK or its replacement, and drivers of any version
type Anything = any;

/** Patches `pg`: each query is a subsegment. A second call changes nothing. Returns the same module. */
export type CapturePostgres = <T>(pg: T) => T;

/** Creates the function for a core. */
export function createCapturePostgres(core: Anything): CapturePostgres {
  return (pg) => {
    const { prototype } = (pg as Anything).Client;
    if (prototype.__query) return pg;
    prototype.__query = prototype.query;
    prototype.query = function query(this: Anything, ...args: Anything[]) {
      return captureQuery(core, this, args);
    };
    return pg;
  };
}

function captureQuery(core: Anything, client: Anything, args: Anything[]): Anything {
  const given = args.findIndex(isSegment);
  const parent = core.resolveSegment(given === -1 ? null : args[given]);
  if (!parent) {
    core.getLogger().info('Failed to capture Postgres. Cannot resolve sub/segment.');
    return client.__query(...args);
  }
  const config = toConfig(given === -1 ? args : args.toSpliced(given, 1));
  const subsegment = parent.addNewSubsegment(`${client.database}@${client.host}`);
  subsegment.namespace = 'remote';
  const { callback } = config;
  if (callback) config.callback = capturedCallback(core, subsegment, callback);
  const result = client.__query(config);
  const query = lastQuery(client);
  if (query === undefined) return result;
  if (!callback && typeof query.on === 'function') {
    query.on('end', () => subsegment.close());
    query.on(errorMonitor, (error: Anything) => subsegment.close(error));
  }
  subsegment.addSqlData(sqlData(core, client.connectionParameters ?? client, query));
  return result;
}

/** By the name of its class, so that segments of every copy of the core count. */
function isSegment(value: Anything): boolean {
  const name = value?.constructor?.name;
  return name === 'Segment' || name === 'Subsegment';
}

/** `(text | config | query, values?, callback?)` in one object. The caller's own is not changed, but a query object stays itself. */
function toConfig([first, values, callback]: Anything[]): Anything {
  const isQuery = typeof first?.submit === 'function';
  const config = typeof first === 'string' ? { text: first } : isQuery ? first : { ...first };
  if (typeof values === 'function') config.callback = values;
  else if (values) config.values = values;
  if (callback) config.callback = callback;
  return config;
}

function capturedCallback(core: Anything, subsegment: Anything, callback: Anything): Anything {
  return (error: Anything, data: Anything) => {
    if (core.isAutomaticMode()) {
      core.getNamespace().run(() => {
        core.setSegment(subsegment);
        callback(error, data);
      });
    } else {
      callback(error, data, subsegment);
    }
    subsegment.close(error);
  };
}

/** The driver's object of the query just made: the last one of the queue, or the active one. */
function lastQuery({ _queryable, _ending, queryQueue, _queryQueue, activeQuery, _activeQuery }: Anything): Anything {
  if (!_queryable || _ending) return undefined;
  const queue = _queryQueue ?? queryQueue ?? [];
  return queue.length > 0 ? queue[queue.length - 1] : (_activeQuery ?? activeQuery ?? undefined);
}

function sqlData(core: Anything, { user, host, port, database }: Anything, { name, text }: Anything): object {
  const { POSTGRES_DATABASE_VERSION, POSTGRES_DRIVER_VERSION, AWS_XRAY_COLLECT_SQL_QUERIES } = process.env;
  const data = new core.database.SqlData(
    POSTGRES_DATABASE_VERSION,
    POSTGRES_DRIVER_VERSION,
    user,
    `postgresql://${host}:${port}/${database}`,
    name ? 'statement' : undefined,
  );
  if (AWS_XRAY_COLLECT_SQL_QUERIES) data.sanitized_query = text;
  return data;
}
