import { type JsonWriter, type MemberName, memberName } from '../write/json-writer.ts';
import type { ResourceReader } from './resource-reader.ts';

/** The names of the members written here. */
const M = {
  service: memberName('service'),
  version: memberName('version'),
  name: memberName('name'),
  runtime: memberName('runtime'),
  runtime_version: memberName('runtime_version'),
};

/**
 * Writes `service`: the version of the service, and with `withDetails` its name and run time, as AWS's own SDKs do. Nothing is written
 * where nothing is known.
 */
export function writeService(writer: JsonWriter, resource: ResourceReader, withDetails: boolean): void {
  const mark = writer.length;
  const hasVersion = resource.has('service.version') || resource.has('container.image.tag');
  writer.name(M.service);
  writer.openObject();
  if (withDetails) {
    const image = firstText(resource.attributes['container.image.tags']) || resource.text('container.image.tag');
    optional(writer, M.version, resource.text('service.version') || image);
    optional(writer, M.name, resource.text('service.name'));
    optional(writer, M.runtime, resource.text('process.runtime.name'));
    optional(writer, M.runtime_version, resource.text('process.runtime.version'));
    if (writer.atStart) writer.rewind(mark);
    else writer.closeObject();
  } else if (hasVersion) {
    optional(writer, M.version, versionOf(resource));
    writer.closeObject();
  } else {
    writer.rewind(mark);
  }
}

function versionOf(resource: ResourceReader): string {
  return resource.text(resource.has('service.version') ? 'service.version' : 'container.image.tag');
}

function optional(writer: JsonWriter, name: MemberName, value: string): void {
  if (value !== '') writer.stringMember(name, value);
}

function firstText(value: unknown): string {
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : '';
}
