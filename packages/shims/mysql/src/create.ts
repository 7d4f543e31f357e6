import { errorMonitor } from 'node:events';

// biome-ignore lint/suspicious/noExplicitAny: the core of the X-Ray SDK or its replacement, and drivers of any version
type Anything = any;

/** Patches `mysql`, `mysql2` or `mysql2/promise`: each query is a subsegment. A second call changes nothing. Returns the same module. */
export type CaptureMySQL = <T>(mysql: T) => T;

/** Creates the function for a core. */
export function createCaptureMySQL(core: Anything): CaptureMySQL {
  return (mysql) => {
    const driver = mysql as Anything;
    if (driver.__createConnection) return mysql;
    for (const name of ['createConnection', 'createPool', 'createPoolCluster']) {
      const create = driver[name];
      if (typeof create !== 'function') continue;
      driver[`__${name}`] = create;
      driver[name] = (...args: Anything[]) => captured(core, create.apply(driver, args));
    }
    return mysql;
  };
}

/** The result of a driver's function, or a promise of it. The objects of `mysql2/promise` wrap those of `mysql2`. */
function captured(core: Anything, created: Anything): Anything {
  if (isPromise(created)) return created.then((result: Anything) => captured(core, result));
  const inner = created?.connection?.query ? created.connection : created?.pool?.query ? created.pool : created;
  patchObject(core, inner);
  return created;
}

function patchObject(core: Anything, target: Anything): Anything {
  for (const name of ['query', 'execute']) {
    const hidden = `__${name}`;
    if (typeof target[name] !== 'function' || target[hidden]) continue;
    target[hidden] = target[name];
    target[name] = function operation(this: Anything, ...args: Anything[]) {
      return captureOperation(core, this, hidden, args);
    };
  }
  if (typeof target.getConnection === 'function' && !target.__getConnection) patchGetConnection(core, target);
  if (typeof target.of === 'function' && !target.__of) {
    target.__of = target.of;
    target.of = (...args: Anything[]) => patchObject(core, target.__of(...args));
  }
  return target;
}

function patchGetConnection(core: Anything, pool: Anything): void {
  pool.__getConnection = pool.getConnection;
  pool.getConnection = (...args: Anything[]) => {
    const callback = args.at(-1);
    if (typeof callback === 'function')
      args[args.length - 1] = (error: Anything, connection: Anything) =>
        callback(error, connection && patchObject(core, connection));
    const result = pool.__getConnection(...args);
    return isPromise(result) ? result.then((connection: Anything) => captured(core, connection)) : result;
  };
}

function captureOperation(core: Anything, target: Anything, hidden: string, given: Anything[]): Anything {
  const at = given.findIndex(isSegment);
  const args = at === -1 ? given : given.toSpliced(at, 1);
  const parent = core.resolveSegment(at === -1 ? null : given[at]);
  if (!parent) {
    core.getLogger().info('Failed to capture MySQL. Cannot resolve sub/segment.');
    return target[hidden](...args);
  }
  const config = target.config.connectionConfig || target.config;
  const subsegment = parent.addNewSubsegment(`${config.database}@${config.host}`);
  const [sql] = args;
  const values = valuesOf(args);
  const callback = args.find((arg) => typeof arg === 'function');
  const sent = args.map((arg) => (arg === callback && callback ? capturedCallback(core, subsegment, callback) : arg));
  const command = target[hidden](...sent);
  subsegment.addSqlData(sqlData(core, config, values, sql));
  subsegment.namespace = 'remote';
  if (callback) return command;
  const close = (error?: Anything): void => subsegment.close(error);
  if (isPromise(command)) {
    command.then(() => close(), close);
  } else {
    command.on('end', () => close());
    command.on(errorMonitor, close);
  }
  return command;
}

/** By the name of its class, so that segments of every copy of the core count. */
function isSegment(value: Anything): boolean {
  const name = value?.constructor?.name;
  return name === 'Segment' || name === 'Subsegment';
}

function valuesOf([sql, values]: Anything[]): Anything {
  return (typeof sql === 'object' && sql?.values) || (typeof values === 'function' ? undefined : values);
}

function capturedCallback(core: Anything, subsegment: Anything, callback: Anything): Anything {
  return (error: Anything, ...results: Anything[]) => {
    if (core.isAutomaticMode()) {
      core.getNamespace().run(() => {
        core.setSegment(subsegment);
        callback(error, ...results);
      });
    } else {
      callback(error, ...results);
    }
    subsegment.close(error);
  };
}

/** The class `Query` of `mysql2` has a `then` that throws. */
function isPromise(value: Anything): boolean {
  return typeof value?.then === 'function' && value.constructor?.name !== 'Query';
}

function sqlData(core: Anything, { user, host, port, database }: Anything, values: Anything, sql: Anything): object {
  const { MYSQL_DATABASE_VERSION, MYSQL_DRIVER_VERSION, AWS_XRAY_COLLECT_SQL_QUERIES } = process.env;
  const data = new core.database.SqlData(
    MYSQL_DATABASE_VERSION,
    MYSQL_DRIVER_VERSION,
    user,
    `mysql://${host}:${port}/${database}`,
    values ? 'statement' : undefined,
  );
  if (AWS_XRAY_COLLECT_SQL_QUERIES && sql) data.sanitized_query = typeof sql === 'string' ? sql : sql.sql;
  return data;
}
