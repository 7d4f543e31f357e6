// `cursor` counts all changes of the store, so that a reader can request the changes since its last one.
const FIRST_SCHEMA = `
  CREATE TABLE documents (
    sequence INTEGER PRIMARY KEY, trace_id TEXT NOT NULL, arrived_millis REAL NOT NULL, way TEXT NOT NULL,
    sender TEXT NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_trace ON documents (trace_id, sequence);
  CREATE TABLE traces (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, cursor INTEGER NOT NULL, bytes INTEGER NOT NULL,
    derived_revision INTEGER NOT NULL DEFAULT 0, time_micros INTEGER, start_micros INTEGER, summary TEXT, calls TEXT
  ) STRICT;
  CREATE INDEX traces_by_time ON traces (time_micros, id);
  CREATE INDEX traces_by_start ON traces (start_micros, id);
  CREATE INDEX traces_by_cursor ON traces (cursor);
  CREATE INDEX traces_stale ON traces (id) WHERE derived_revision < revision;
  CREATE TABLE entities (
    trace_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, start_micros INTEGER NOT NULL, end_micros INTEGER,
    PRIMARY KEY (trace_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entities_by_end ON entities (end_micros, trace_id);
  CREATE TABLE rejections (
    sequence INTEGER PRIMARY KEY, arrived_millis REAL NOT NULL, way TEXT NOT NULL, sender TEXT NOT NULL,
    reason TEXT NOT NULL, bytes INTEGER NOT NULL, head TEXT NOT NULL
  ) STRICT;
  CREATE TABLE telemetry (
    sequence INTEGER PRIMARY KEY, arrived_millis REAL NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL
  ) STRICT;
  CREATE TABLE sampling_statistics (
    rule_name TEXT NOT NULL, client_id TEXT NOT NULL, timestamp REAL NOT NULL, requests INTEGER NOT NULL,
    sampled INTEGER NOT NULL, borrowed INTEGER NOT NULL
  ) STRICT;
`;

// A rule that was deleted stays without its text: samplers must receive that something has changed.
const WITH_SAMPLING_RULES = `
  CREATE TABLE sampling_rules (
    name TEXT PRIMARY KEY, text TEXT, created_seconds REAL NOT NULL, modified_seconds REAL NOT NULL
  ) STRICT;
`;

// Groups, tags and policies of the account. Few and small, so one table for all kinds.
const WITH_SETTINGS = `
  CREATE TABLE settings (
    kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, name)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Columns for filters, lists, maps and the console. They are derived from the documents, so that they can be created again. Flags are bits:
 * flags.ts.
 */
const DERIVED_SCHEMA = `
  CREATE TABLE traces (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, revision INTEGER NOT NULL, cursor INTEGER NOT NULL, bytes INTEGER NOT NULL,
    time_micros INTEGER NOT NULL, start_micros INTEGER NOT NULL, end_micros INTEGER, has_gaps INTEGER NOT NULL, odd INTEGER NOT NULL,
    duration_micros INTEGER, response_micros INTEGER, root INTEGER, flags INTEGER NOT NULL,
    http_status REAL, http_url TEXT, http_method TEXT, http_useragent TEXT, http_clientip TEXT, user TEXT,
    services INTEGER NOT NULL, entities INTEGER NOT NULL, exceptions INTEGER NOT NULL, notes INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX traces_by_id ON traces (id);
  CREATE INDEX traces_by_time ON traces (time_micros, id);
  CREATE INDEX traces_by_start ON traces (start_micros, id);
  CREATE INDEX traces_odd ON traces (key) WHERE odd;
  CREATE TABLE nodes (
    key INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT, account TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX nodes_by_name ON nodes (name, coalesce(type, ''), account);
  CREATE TABLE segments (
    trace INTEGER NOT NULL, n INTEGER NOT NULL, node INTEGER NOT NULL, flags INTEGER NOT NULL, start_micros INTEGER NOT NULL,
    end_micros INTEGER, duration_micros INTEGER NOT NULL, http_status REAL, PRIMARY KEY (trace, n)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX segments_by_node ON segments (node, trace);
  CREATE TABLE calls (
    trace INTEGER NOT NULL, n INTEGER NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL, flags INTEGER NOT NULL,
    start_micros INTEGER NOT NULL, end_micros INTEGER, age_micros INTEGER, http_status REAL, PRIMARY KEY (trace, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE attributes (
    trace INTEGER NOT NULL, key TEXT NOT NULL, value ANY NOT NULL, segment INTEGER NOT NULL,
    PRIMARY KEY (trace, key, value, segment)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attributes_by_value ON attributes (key, value, trace);
  CREATE TABLE attribute_values (
    key TEXT NOT NULL, value ANY NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (key, value)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE failures (
    trace INTEGER NOT NULL, n INTEGER NOT NULL, entity TEXT NOT NULL, name TEXT NOT NULL, segment INTEGER NOT NULL,
    flags INTEGER NOT NULL, at_micros INTEGER NOT NULL, http_status REAL, type TEXT, message TEXT, masked TEXT,
    frame_path TEXT, frame_line INTEGER, frame_label TEXT, PRIMARY KEY (trace, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE notes (
    trace INTEGER NOT NULL, n INTEGER NOT NULL, code TEXT NOT NULL, entity TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (trace, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE links (
    trace INTEGER NOT NULL, n INTEGER NOT NULL, entity TEXT NOT NULL, other_trace_id TEXT NOT NULL, other_entity TEXT NOT NULL,
    "to" INTEGER NOT NULL, flags INTEGER NOT NULL, start_micros INTEGER NOT NULL, end_micros INTEGER, PRIMARY KEY (trace, n)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX links_by_other ON links (other_trace_id);
`;

/** The tables of `DERIVED_SCHEMA`. */
export const DERIVED_TABLES: readonly string[] = [...DERIVED_SCHEMA.matchAll(/CREATE TABLE (\w+)/g)].map(
  ([, name]) => name as string,
);

// `seen` is the last document of which all before it are derived; 0 derives all again.
const WITH_INDEX = `
  CREATE TABLE translations (trace_id TEXT NOT NULL, entity TEXT NOT NULL, text TEXT NOT NULL) STRICT;
  CREATE UNIQUE INDEX translations_by_entity ON translations (trace_id, entity);
  ALTER TABLE rejections ADD COLUMN message TEXT NOT NULL DEFAULT '';
  DROP TABLE entities;
  DROP TABLE traces;
  CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO meta VALUES ('seen', 0), ('cursor', 0), ('store_id', lower(hex(randomblob(8))));
${DERIVED_SCHEMA}`;

// Derivation has new rules since: all traces are derived again. The index of the words in logs is not here, as some builds have no FTS5.
const WITH_LOGS = `
  UPDATE meta SET value = 0 WHERE name = 'seen';
  CREATE TABLE logs (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, trace_id TEXT NOT NULL, entity TEXT, at_micros INTEGER NOT NULL,
    arrived_millis REAL NOT NULL, severity INTEGER NOT NULL, service TEXT, source TEXT NOT NULL, text TEXT NOT NULL, attributes TEXT,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX logs_by_trace ON logs (trace_id, at_micros, sequence);
  CREATE INDEX logs_by_time ON logs (at_micros, sequence);
  CREATE INDEX logs_by_arrival ON logs (arrived_millis);
`;

// The place in the same trace of the failure that caused this one. All traces are derived again.
const WITH_ORIGINS = `
  UPDATE meta SET value = 0 WHERE name = 'seen';
  ALTER TABLE failures ADD COLUMN origin INTEGER;
`;

/** Each upgrades a database of the version that is its index to the next one. */
export const SCHEMAS: readonly string[] = [
  ...[FIRST_SCHEMA, WITH_SAMPLING_RULES, WITH_SETTINGS, WITH_INDEX, WITH_LOGS, WITH_ORIGINS],
];

export const SCHEMA_VERSION: number = SCHEMAS.length;
