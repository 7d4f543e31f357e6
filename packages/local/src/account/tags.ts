import { ApiError, invalidRequest, notFound } from '../ground/api-error.ts';
import type { JsonObject } from '../ground/json.ts';
import type { Sampling } from '../sampling/sampling.ts';
import type { Groups } from './groups.ts';
import type { Settings, Tag } from './settings.ts';

/** The tags of groups and sampling rules, by the ARN of each. */
export class Tags {
  readonly #settings: Settings;
  readonly #groups: Groups;
  readonly #sampling: Sampling;

  constructor(parts: { readonly settings: Settings; readonly groups: Groups; readonly sampling: Sampling }) {
    this.#settings = parts.settings;
    this.#groups = parts.groups;
    this.#sampling = parts.sampling;
  }

  /** @throws ResourceNotFoundException if no group and no rule has the ARN */
  of(arn: string): readonly Tag[] {
    const isKnown =
      this.#groups.all().some(({ GroupARN }) => GroupARN === arn) ||
      this.#sampling.records().some(({ SamplingRule }) => SamplingRule.RuleARN === arn);
    if (!isKnown) throw notFound(`ResourceARN: there is no group and no sampling rule ${arn}.`, arn);
    return this.#settings.get('tags', arn) ?? [];
  }

  /** Adds tags; one of a key that is there replaces it. */
  add(arn: string, tags: readonly Tag[]): void {
    const byKey = new Map([...this.of(arn), ...tags].map((tag) => [tag.Key, tag]));
    if (byKey.size > MAX_TAGS)
      throw new ApiError('TooManyTagsException', `A resource has at most ${MAX_TAGS} tags.`, 400, {
        ResourceName: arn,
      });
    this.#settings.put('tags', arn, [...byKey.values()]);
  }

  remove(arn: string, keys: readonly string[]): void {
    this.#settings.put(
      'tags',
      arn,
      this.of(arn).filter(({ Key }) => !keys.includes(Key)),
    );
  }

  /** Drops the tags of something that is deleted. */
  forget(arn: string): void {
    this.#settings.remove('tags', arn);
  }
}

/** Reads `Tags` of a request. @throws InvalidRequestException that says what was expected */
export function readTags(given: readonly JsonObject[]): Tag[] {
  const tags = given.map(({ Key, Value }) => {
    if (typeof Key !== 'string' || !/^[\p{L}\p{N}\p{Z}_.:/=+\-@]{1,128}$/u.test(Key) || /^aws:/i.test(Key))
      throw invalidRequest(
        'Tags: a key has 1 to 128 letters, digits, blanks and _ . : / = + - @, and no aws: before it.',
      );
    if (typeof Value !== 'string' || !/^[\p{L}\p{N}\p{Z}_.:/=+\-@]{0,256}$/u.test(Value))
      throw invalidRequest('Tags: a value has at most 256 letters, digits, blanks and _ . : / = + - @.');
    return { Key, Value };
  });
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw invalidRequest('Tags: a key is there twice.');
  if (tags.length > MAX_TAGS) throw new ApiError('TooManyTagsException', `A resource has at most ${MAX_TAGS} tags.`);
  return tags;
}

// X-Ray API reference, TagResource: "Maximum number of user-applied tags per resource".
const MAX_TAGS = 50;
