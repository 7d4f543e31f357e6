import { ApiError, invalidRequest } from '../ground/api-error.ts';
import { isObject } from '../ground/json.ts';
import type { ResourcePolicy, Settings } from './settings.ts';

/** The resource policies, kept as they were given. */
export class ResourcePolicies {
  readonly #settings: Settings;
  readonly #now: () => number;

  /** @param now epoch milliseconds */
  constructor({ settings, now }: { readonly settings: Settings; readonly now: () => number }) {
    this.#settings = settings;
    this.#now = now;
  }

  all(): ResourcePolicy[] {
    return this.#settings.all('resource-policy');
  }

  /**
   * Stores a policy.
   * @param revisionId that the present policy must have, `0` for one that is not there yet; absent does not matter
   * @throws one of the API's four policy errors
   */
  put(name: string, document: string, revisionId: string | undefined): ResourcePolicy {
    const before = this.#settings.get('resource-policy', name);
    checkRevision(revisionId, before);
    checkDocument(document);
    if (!before && this.all().length >= MAX_POLICIES)
      throw new ApiError('PolicyCountLimitExceededException', `There are ${MAX_POLICIES} policies, which is the most.`);
    const policy: ResourcePolicy = {
      PolicyName: name,
      PolicyDocument: document,
      PolicyRevisionId: String(Number(before?.PolicyRevisionId ?? 0) + 1),
      LastUpdatedTime: this.#now() / 1e3,
    };
    this.#settings.put('resource-policy', name, policy);
    return policy;
  }

  /** @throws ApiError if there is no such policy, or it has another revision */
  remove(name: string, revisionId: string | undefined): void {
    const policy = this.#settings.get('resource-policy', name);
    if (!policy) throw invalidRequest(`PolicyName: there is no policy ${JSON.stringify(name)}.`);
    checkRevision(revisionId, policy);
    this.#settings.remove('resource-policy', name);
  }
}

function checkRevision(revisionId: string | undefined, policy: ResourcePolicy | undefined): void {
  const current = policy?.PolicyRevisionId ?? '0';
  if (revisionId !== undefined && revisionId !== current)
    throw new ApiError('InvalidPolicyRevisionIdException', `PolicyRevisionId: the policy's revision is ${current}.`);
}

function checkDocument(text: string): void {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES)
    throw new ApiError('PolicySizeLimitExceededException', `A policy has at most ${MAX_POLICY_BYTES} bytes.`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Reported below.
  }
  if (!isObject(document) || document['Statement'] === undefined)
    throw new ApiError('MalformedPolicyDocumentException', 'PolicyDocument: expected a JSON object with a Statement.');
}

// X-Ray API reference, PutResourcePolicy: "up to 5kb in size"; five policies an account.
const MAX_POLICY_BYTES = 5_120;
const MAX_POLICIES = 5;
