import type { Groups } from '../account/groups.ts';
import type { ResourcePolicies } from '../account/resource-policies.ts';
import type { Retrievals } from '../account/retrievals.ts';
import type { Settings } from '../account/settings.ts';
import type { Tags } from '../account/tags.ts';
import type { JsonObject } from '../ground/json.ts';
import type { Intake } from '../intake/intake.ts';
import type { LogIntake } from '../intake/log-intake.ts';
import type { OtlpIntake } from '../otlp/otlp-intake.ts';
import type { Traces } from '../query/traces.ts';
import type { Sampling } from '../sampling/sampling.ts';
import type { Store } from '../store/store.ts';

/** The parts that an action of the API uses. */
export interface ActionContext {
  readonly store: Store;
  readonly traces: Traces;
  readonly intake: Intake;
  readonly logs: LogIntake;
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
  /** `host:port` of the client. */
  readonly sender: string;
}

/** One operation of the X-Ray API: the request's members in, the answer's out. Throws ApiError only. */
export type Action = (input: JsonObject, context: ActionContext) => object | Promise<object>;
