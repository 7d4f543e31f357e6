import type { Keyword } from '@otel-xray/filter-expression';
import type { Connection } from '../trace/connections.ts';
import { type Entity, insideOf, serviceDuration } from '../trace/entity.ts';
import { type Http, httpOf } from '../trace/http.ts';
import { type Resources, resourcesOf } from '../trace/resources.ts';
import { nodeOf } from '../trace/service-node.ts';
import { traceDuration } from '../trace/summary.ts';

import { annotationsOf, annotationValues, type Subject } from './subject.ts';
import type { Value } from './term.ts';

/** The values of a keyword for a whole trace: what is said of one segment is said of the root, unless it is said of any. */
export function traceValues(keyword: Keyword, subject: Subject): readonly Value[] {
  const { root, segments, entities } = subject.tree;
  if (keyword.name === 'annotation') return annotationValues(subject.annotations, keyword.key);
  const { name } = keyword;
  switch (name) {
    case 'throttle':
      return [segments.some(({ throttle }) => throttle)];
    case 'partial':
      return [entities.some(isOpen)];
    case 'inferred':
      return [segments.some(({ inferred }) => inferred)];
    case 'duration':
      return given(traceDuration(subject.tree));
    case 'user':
    case 'availabilityzone':
    case 'instance.id':
    case 'resource.arn':
      return segments.flatMap((segment) => resourceValues(name, segment));
    case 'ok':
    case 'error':
    case 'fault':
      return [root !== undefined && flagOf(name, root)];
    default:
      return root ? ownValues(name, root) : [];
  }
}

/** The values of a keyword in `service { }`, for one segment. */
export function serviceValues(keyword: Keyword, segment: Entity, subject: Subject): readonly Value[] {
  if (keyword.name === 'annotation') return annotationValues(subject.annotationsInside(segment), keyword.key);
  const { name } = keyword;
  switch (name) {
    case 'partial':
      return [[...insideOf(segment)].some(isOpen)];
    case 'inferred':
      return [segment.inferred];
    case 'root':
      return [segment === subject.tree.root];
    case 'duration':
      return segment.endMicros === undefined ? [] : [serviceDuration(segment)];
    case 'name':
      return [nodeOf(segment).name];
    case 'type':
      return given(nodeOf(segment).type);
    case 'user':
    case 'availabilityzone':
    case 'instance.id':
    case 'resource.arn':
      return resourceValues(name, segment);
    default:
      return ownValues(name, segment);
  }
}

/** The values of a keyword in `edge { }`, for one call. */
export function edgeValues(keyword: Keyword, { call }: Connection): readonly Value[] {
  if (keyword.name === 'annotation') return annotationValues(annotationsOf([call]), keyword.key);
  const { name } = keyword;
  switch (name) {
    case 'partial':
      return [isOpen(call)];
    case 'duration':
      return responseTime(call);
    default:
      return ownValues(name, call);
  }
}

/** Whether an entity finished without a failure. */
function isOk(entity: Entity): boolean {
  return !isOpen(entity) && !entity.error && !entity.fault && !entity.throttle;
}

// The state of one segment or subsegment by itself.
function ownValues(name: Keyword['name'], entity: Entity): readonly Value[] {
  switch (name) {
    case 'ok':
    case 'error':
    case 'fault':
    case 'throttle':
      return [flagOf(name, entity)];
    case 'responsetime':
      return responseTime(entity);
    case 'http.status':
    case 'http.url':
    case 'http.method':
    case 'http.useragent':
    case 'http.clientip':
      return given(httpOf(entity)[HTTP_MEMBERS[name]]);
    default:
      return [];
  }
}

function flagOf(name: 'ok' | 'error' | 'fault' | 'throttle', entity: Entity): boolean {
  return name === 'ok' ? isOk(entity) : entity[name];
}

function responseTime({ startMicros, endMicros }: Entity): readonly Value[] {
  return endMicros === undefined ? [] : [endMicros - startMicros];
}

function resourceValues(name: keyof typeof RESOURCE_MEMBERS, segment: Entity): readonly Value[] {
  return segment.inferred ? [] : given(resourcesOf(segment)[RESOURCE_MEMBERS[name]]);
}

function isOpen({ endMicros }: Entity): boolean {
  return endMicros === undefined;
}

function given(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}

const HTTP_MEMBERS = {
  'http.status': 'status',
  'http.url': 'url',
  'http.method': 'method',
  'http.useragent': 'userAgent',
  'http.clientip': 'clientIp',
} as const satisfies Record<string, keyof Http>;

const RESOURCE_MEMBERS = {
  user: 'user',
  availabilityzone: 'availabilityZone',
  'instance.id': 'instanceId',
  'resource.arn': 'resourceArn',
} as const satisfies Record<string, keyof Resources>;
