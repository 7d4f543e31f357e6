import type { Groups } from '../groups.ts';
import type { Intake } from '../intake.ts';
import type { JsonObject } from '../json.ts';
import type { OtlpIntake } from '../otlp/otlp-intake.ts';
import type { ResourcePolicies } from '../resource-policies.ts';
import type { Retrievals } from '../retrievals.ts';
import type { Sampling } from '../sampling.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store.ts';
import type { Tags } from '../tags.ts';
import type { Traces } from '../traces.ts';

/** What an action of the API works with. */
export interface ActionContext {
  readonly store: Store;
  readonly traces: Traces;
  readonly intake: Intake;
  readonly otlp: OtlpIntake;
  readonly sampling: Sampling;
  readonly settings: Settings;
  readonly groups: Groups;
  readonly tags: Tags;
  readonly resourcePolicies: ResourcePolicies;
  readonly retrievals: Retrievals;
  readonly strict: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** `host:port` of whoever asks. */
  readonly sender: string;
}

/** One operation of the X-Ray API: the request's members in, the answer's out. Throws ApiError only. */
export type Action = (input: JsonObject, context: ActionContext) => object | Promise<object>;
