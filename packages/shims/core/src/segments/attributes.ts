import type { Attributes } from '@opentelemetry/api';
import { ATTR_XRAY_ANNOTATIONS, ATTR_XRAY_METADATA_PREFIX } from '@otel-xray/format';
import type { Entity } from './entity.ts';
import { membersOf } from './entity-json.ts';
import { bigintAsText } from './segment-utils.ts';

/** Members that have attributes of their own below, or that every span has. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['id', 'name', 'start_time', 'end_time', 'trace_id', 'parent_id', 'type', 'in_progress'],
  ...[
    'annotations',
    'metadata',
    'user',
    'fault',
    'error',
    'throttle',
    'cause',
    'http',
    'namespace',
    'origin',
    'traced',
  ],
  ...['sql', 'aws', 'precursor_ids', 'service'],
]);

/**
 * Returns an entity as span attributes, for exporters other than ours: the standard names where there are any, else `aws.xray.…`.
 * Source: OpenTelemetry semantic conventions, https://opentelemetry.io/docs/specs/semconv/
 */
export function spanAttributes(entity: Entity): Attributes {
  const members = membersOf(entity) as Members;
  const attributes: Attributes = {
    ...(members.annotations as Attributes | undefined),
    ...(members.annotations && { [ATTR_XRAY_ANNOTATIONS]: Object.keys(members.annotations) }),
    ...(members.user !== undefined && { 'enduser.id': String(members.user) }),
    ...httpAttributes(members.http),
    ...sqlAttributes(members.sql),
    ...awsAttributes(members),
  };
  for (const [namespace, values] of Object.entries(members.metadata ?? {}))
    attributes[ATTR_XRAY_METADATA_PREFIX + namespace] = json(values);
  for (const name of ['namespace', 'origin', 'traced', 'fault', 'error', 'throttle', 'precursor_ids'] as const) {
    const value = members[name];
    if (value !== undefined) attributes[`aws.xray.${name}`] = value as string;
  }
  if (members.cause?.id !== undefined) attributes['aws.xray.cause_id'] = members.cause.id;
  for (const [name, value] of Object.entries(members))
    if (!KNOWN.has(name) && value !== undefined) attributes[`aws.xray.field.${name}`] = json(value);
  return attributes;
}

interface Members extends Record<string, unknown> {
  readonly annotations?: object;
  readonly metadata?: Record<string, unknown>;
  readonly user?: unknown;
  readonly cause?: { readonly id?: string };
  readonly http?: { readonly request?: Record<string, unknown>; readonly response?: Record<string, unknown> };
  readonly sql?: Record<string, unknown>;
  readonly aws?: Record<string, unknown>;
}

function httpAttributes(http: Members['http']): Attributes {
  const { method, url, user_agent, client_ip, x_forwarded_for } = http?.request ?? {};
  const { status, content_length } = http?.response ?? {};
  return present({
    'http.request.method': method,
    'url.full': url,
    'user_agent.original': user_agent,
    'client.address': client_ip,
    'aws.xray.x_forwarded_for': x_forwarded_for,
    'http.response.status_code': status,
    'http.response.body.size': content_length,
  });
}

function sqlAttributes(sql: Members['sql']): Attributes {
  if (sql === undefined) return {};
  const { url, user, sanitized_query } = sql;
  return present({
    'url.full': url,
    'db.system.name': typeof url === 'string' ? /^(?:jdbc:)?(\w+):/.exec(url)?.[1] : undefined,
    'db.user': user,
    'db.query.text': sanitized_query,
    'aws.xray.sql': json(sql),
  });
}

function awsAttributes({ aws, namespace, name }: Members): Attributes {
  if (aws === undefined) return {};
  if (namespace !== 'aws') return { 'aws.xray.aws': json(aws) };
  const { operation, region, request_id, id_2 } = aws;
  return present({
    'rpc.system': 'aws-api',
    'rpc.service': name,
    'rpc.method': operation,
    'cloud.region': region,
    'aws.request_id': request_id,
    'aws.extended_request_id': id_2,
    'aws.xray.aws': json(aws),
  });
}

function present(attributes: Record<string, unknown>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== ''),
  ) as Attributes;
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value, bigintAsText) ?? '';
  } catch {
    return '';
  }
}
