import { Groups } from '../account/groups.ts';
import { ResourcePolicies } from '../account/resource-policies.ts';
import { Retrievals } from '../account/retrievals.ts';
import { Settings } from '../account/settings.ts';
import { Tags } from '../account/tags.ts';
import { OtlpIntake } from '../otlp/otlp-intake.ts';
import type { OtlpShape } from '../otlp/xray-shape.ts';
import type { ActionContext } from './action.ts';

/** Creates the context of the actions: the parts of the server, and those that only they need. */
export function createContext(
  server: Pick<ActionContext, 'store' | 'traces' | 'intake' | 'logs' | 'sampling' | 'strict' | 'now'>,
  { otlpShape }: { readonly otlpShape: OtlpShape },
): Omit<ActionContext, 'sender'> {
  const { store, sampling, now } = server;
  const settings = new Settings(store);
  const groups = new Groups(settings);
  return {
    ...server,
    otlp: new OtlpIntake({ ...server, otlpShape }),
    settings,
    groups,
    tags: new Tags({ settings, groups, sampling }),
    resourcePolicies: new ResourcePolicies({ settings, now }),
    retrievals: new Retrievals(),
  };
}
