import { objectIn, textIn } from '../ground/json.ts';
import type { Entity } from './entity.ts';

/** The user of a received segment, and its platform. */
export interface Resources {
  readonly user: string | undefined;
  readonly resourceArn: string | undefined;
  readonly instanceId: string | undefined;
  readonly availabilityZone: string | undefined;
}

/** Reads what a received segment says of its user and its place. */
export function resourcesOf({ fields }: Entity): Resources {
  const ec2 = objectIn(objectIn(fields['aws'])['ec2']);
  return {
    user: textIn(fields['user']),
    resourceArn: textIn(fields['resource_arn']),
    instanceId: textIn(ec2['instance_id']),
    availabilityZone: textIn(ec2['availability_zone']),
  };
}
