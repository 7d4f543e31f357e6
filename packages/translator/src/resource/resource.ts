import type { ResolvedOptions } from '../ground/options.ts';
import type { AttributesLike } from '../ground/readable-span.ts';
import { writeValue } from '../write/json-value.ts';
import { type Encoded, encodeMembers, memberName } from '../write/json-writer.ts';
import { writeHostBlocks, writeXRayMembers } from './aws-host.ts';
import { originOf } from './origin.ts';
import { isEmptyResource, readResource } from './resource-reader.ts';
import { writeService } from './service.ts';

/** The names of the members written here. */
const M = {
  origin: memberName('origin'),
};

/** The members that the documents of one resource share, read and encoded once. */
export interface ResourceFacts {
  readonly attributes: AttributesLike;
  readonly isEmpty: boolean;
  readonly serviceName: string;
  /** The name that somebody gave the service, or `faas.name` where the SDK made one up; empty where there is neither. */
  readonly givenName: string;
  readonly language: string;
  readonly accountId: string;
  /** Whether the resource says that it is not of AWS: then no document has an `aws` block. */
  readonly isForeign: boolean;
  /** Whether it runs in AWS Lambda. */
  readonly isLambda: boolean;
  /** The members `origin` and `service`, encoded. */
  readonly head: Encoded;
  /** The member `service` alone, encoded. */
  readonly service: Encoded;
  /** Members of `aws` that describe the host, encoded. */
  readonly aws: Encoded;
  /** How many numbers in `metadata` JSON does not have. */
  readonly oddNumbers: number;
  /** Members of `aws.xray`, encoded. */
  readonly xray: Encoded;
  /** The members `otel.resource.…` of `metadata.default`, encoded, as long as none of them is an annotation. */
  readonly metadata: Encoded;
}

export const RESOURCE_PREFIX = 'otel.resource.';

export function readFacts(attributes: AttributesLike, options: ResolvedOptions): ResourceFacts {
  const resource = readResource(attributes);
  const provider = resource.text('cloud.provider');
  const serviceName = resource.text('service.name');
  const isForeign = provider !== '' && provider !== 'aws';
  let oddNumbers = 0;
  const metadata = encodeMembers((writer) => {
    for (const key of Object.keys(attributes)) {
      if (!resource.has(key)) continue;
      writer.key(RESOURCE_PREFIX + key);
      writeValue(writer, attributes[key]);
    }
    oddNumbers = writer.oddNumbers;
  });
  return {
    attributes,
    oddNumbers,
    isEmpty: isEmptyResource(resource),
    serviceName,
    givenName: (serviceName.startsWith('unknown_service') ? '' : serviceName) || resource.text('faas.name'),
    language: resource.text('telemetry.sdk.language'),
    accountId: resource.text('cloud.account.id'),
    isForeign,
    isLambda: resource.text('cloud.platform') === 'aws_lambda' || resource.has('faas.name'),
    head: encodeMembers((writer) => {
      const origin = originOf(resource);
      if (origin !== '') writer.stringMember(M.origin, origin);
      writeService(writer, resource, options.rules.serviceBlock);
    }),
    service: encodeMembers((writer) => writeService(writer, resource, options.rules.serviceBlock)),
    aws: encodeMembers((writer) => {
      if (!isForeign) writeHostBlocks(writer, resource, options);
    }),
    xray: encodeMembers((writer) => writeXRayMembers(writer, resource, options)),
    metadata,
  };
}
