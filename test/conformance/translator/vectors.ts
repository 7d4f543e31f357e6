import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TranslatorOptions } from '@otel-xray/translator';
import type { OtlpRequest } from './spans-of-vector.ts';

/** One line of `vectors/*.jsonl`; README.md beside this file says what its members mean. */
export interface Vector {
  readonly name: string;
  readonly config: {
    readonly indexed_attributes?: readonly string[];
    readonly index_all_attributes?: boolean;
    readonly aws_log_groups?: readonly string[];
    readonly skip_timestamp_validation?: boolean;
    readonly allow_dot?: boolean;
  };
  readonly input: OtlpRequest;
  readonly expected: readonly unknown[];
  readonly alternatives?: readonly (readonly unknown[])[];
  readonly error?: string;
  readonly js: boolean;
}

/** All vectors, by the file they stand in. */
export function readVectors(): { file: string; vectors: Vector[] }[] {
  const folder = join(import.meta.dirname, 'vectors');
  return readdirSync(folder).map((file) => ({
    file,
    vectors: readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Vector),
  }));
}

/** Whether spans of OpenTelemetry JS can express the input, and it is a request at all. */
export function isForJs({ js, error }: Vector): boolean {
  return js && error?.startsWith('otlp:') !== true;
}

/** The answers that are right, any one of them; none where the reference crashes, so that having answered is enough. */
export function wantedOf({ expected, alternatives, error }: Vector): readonly (readonly unknown[])[] {
  return error?.startsWith('panic:') === true ? [] : (alternatives ?? [expected]);
}

/** The options of our translator that say what the configuration of a vector says. */
export function optionsOf({ config }: Vector): TranslatorOptions {
  return {
    profile: 'collector',
    indexedAttributes: config.indexed_attributes ?? [],
    indexAllAttributes: config.index_all_attributes ?? false,
    logGroupNames: config.aws_log_groups ?? [],
    validateTraceIdTimestamp: config.skip_timestamp_validation === false,
    allowDotsInAnnotationKeys: config.allow_dot ?? true,
  };
}
