import { writeHostBlocks, writeXRayMembers } from './aws-host.ts';
import { writeValue } from './json-value.ts';
import { JsonWriter, memberName } from './json-writer.ts';
import type { ResolvedOptions } from './options.ts';
import { originOf } from './origin.ts';
import type { AttributesLike } from './readable-span.ts';
import { isEmptyResource, readResource } from './resource-reader.ts';
import { writeService } from './service.ts';

/** The names of the members written here. */
const M = {
  origin: memberName('origin'),
};

/** What the documents of one resource share, read and encoded once. */
export interface ResourceFacts {
  readonly attributes: AttributesLike;
  readonly isEmpty: boolean;
  readonly serviceName: string;
  /** `faas.name`, which names a service where nothing else does. */
  readonly functionName: string;
  readonly language: string;
  readonly accountId: string;
  /** Whether the resource says that it is not of AWS: then no document has an `aws` block. */
  readonly isForeign: boolean;
  /** Whether it runs in AWS Lambda. */
  readonly isLambda: boolean;
  /** The members `origin` and `service`, encoded. */
  readonly head: Uint8Array;
  /** The member `service` alone, encoded. */
  readonly service: Uint8Array;
  /** Members of `aws` that describe the host, encoded. */
  readonly aws: Uint8Array;
  /** How many numbers in `metadata` JSON does not have. */
  readonly oddNumbers: number;
  /** Members of `aws.xray`, encoded. */
  readonly xray: Uint8Array;
  /** The members `otel.resource.…` of `metadata.default`, encoded, as long as none of them is an annotation. */
  readonly metadata: Uint8Array;
}

export const RESOURCE_PREFIX = 'otel.resource.';

export function readFacts(attributes: AttributesLike, options: ResolvedOptions): ResourceFacts {
  const resource = readResource(attributes);
  const provider = resource.text('cloud.provider');
  const isForeign = provider !== '' && provider !== 'aws';
  let oddNumbers = 0;
  const metadata = membersOf((writer) => {
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
    serviceName: resource.text('service.name'),
    functionName: resource.text('faas.name'),
    language: resource.text('telemetry.sdk.language'),
    accountId: resource.text('cloud.account.id'),
    isForeign,
    isLambda: resource.text('cloud.platform') === 'aws_lambda' || resource.has('faas.name'),
    head: membersOf((writer) => {
      const origin = originOf(resource);
      if (origin !== '') writer.asciiMember(M.origin, origin);
      writeService(writer, resource, options.rules.serviceBlock);
    }),
    service: membersOf((writer) => writeService(writer, resource, options.rules.serviceBlock)),
    aws: membersOf((writer) => {
      if (!isForeign) writeHostBlocks(writer, resource, options);
    }),
    xray: membersOf((writer) => writeXRayMembers(writer, resource, options)),
    metadata,
  };
}

/** The bytes of some members, without the braces around them and the comma before them. */
function membersOf(write: (writer: JsonWriter) => void): Uint8Array {
  const writer = new JsonWriter(1_024);
  writer.openObject();
  write(writer);
  return writer.buffer.slice(1, writer.length);
}
