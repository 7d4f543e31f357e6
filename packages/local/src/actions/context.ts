import { Groups } from '../groups.ts';
import { OtlpIntake } from '../otlp/otlp-intake.ts';
import { ResourcePolicies } from '../resource-policies.ts';
import { Retrievals } from '../retrievals.ts';
import { Settings } from '../settings.ts';
import { Tags } from '../tags.ts';
import type { ActionContext } from './action.ts';

/** Puts together what the actions work with: what the server has already, and what only they need. */
export function createContext(
  server: Pick<ActionContext, 'store' | 'traces' | 'intake' | 'sampling' | 'strict' | 'now'>,
): Omit<ActionContext, 'sender'> {
  const { store, sampling, now } = server;
  const settings = new Settings(store);
  const groups = new Groups(settings);
  return {
    ...server,
    otlp: new OtlpIntake(server),
    settings,
    groups,
    tags: new Tags({ settings, groups, sampling }),
    resourcePolicies: new ResourcePolicies({ settings, now }),
    retrievals: new Retrievals(),
  };
}
