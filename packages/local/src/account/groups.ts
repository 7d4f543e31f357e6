import type { FilterTree } from '@otel-xray/filter-expression';
import { type FindGroup, readFilter } from '../filter/read-filter.ts';
import { invalidRequest } from '../ground/api-error.ts';
import { isObject, type JsonObject } from '../ground/json.ts';
import { deriveId } from '../ground/repair.ts';
import { resourceOfArn, toArn } from '../trace/arn.ts';
import type { Group, Settings } from './settings.ts';

/** By what a group is meant; both only if they agree. */
export interface GroupName {
  readonly name?: string | undefined;
  readonly arn?: string | undefined;
}

/** The groups, `Default` first, which is always there and holds all traces. */
export class Groups {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  all(): Group[] {
    const groups = this.#settings.all('group');
    const isDefault = ({ GroupName }: Group): boolean => GroupName === DEFAULT_GROUP_NAME;
    return [groups.find(isDefault) ?? DEFAULT_GROUP, ...groups.filter((group) => !isDefault(group))];
  }

  /** The group of that name or ARN. The region and the account of an ARN do not matter, nor does what AWS puts behind the name. */
  find({ name, arn }: GroupName): Group | undefined {
    const nameInArn = arn === undefined ? undefined : /^group\/([^/]+)/.exec(resourceOfArn(arn) ?? '')?.[1];
    if (arn !== undefined && (nameInArn === undefined || (name !== undefined && name !== nameInArn))) return undefined;
    return this.all().find(({ GroupName }) => GroupName === (name ?? nameInArn));
  }

  /** A group's expression, as filter expressions that refer to it need it. */
  readonly findExpression: FindGroup = (by, value) => {
    const group = this.find({ [by]: value });
    return group && (group.FilterExpression ?? '');
  };

  /**
   * The filter of a request by its group; `undefined` is everything.
   * @throws InvalidRequestException if the group is not there
   */
  filterOf(input: JsonObject): FilterTree | undefined {
    const expression = this.namedOrNone(input)?.FilterExpression;
    return expression === undefined ? undefined : readFilter(expression, () => undefined);
  }

  /** @throws InvalidRequestException if the request names no group, or one that is not there */
  named(input: JsonObject): Group {
    const group = this.namedOrNone(input);
    if (!group) throw invalidRequest('A group is named by GroupName or GroupARN.');
    return group;
  }

  /**
   * The group that a request may name; `undefined` if it names none.
   * @throws InvalidRequestException if the group is not there
   */
  namedOrNone({ GroupName: name, GroupARN: arn }: JsonObject): Group | undefined {
    const given = [name ?? undefined, arn ?? undefined];
    if (given.every((value) => value === undefined)) return undefined;
    const found = given.every((value) => value === undefined || typeof value === 'string')
      ? this.find({ name: given[0] as string | undefined, arn: given[1] as string | undefined })
      : undefined;
    // Terraform's provider compares AWS's words, so they come first:
    // https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/xray/group.go
    if (!found) throw invalidRequest(`Group not found: ${JSON.stringify(name ?? arn)?.slice(0, MAX_SHOWN)}.`);
    return found;
  }

  /** @throws InvalidRequestException that names the member and what was expected */
  create(input: JsonObject): Group {
    const { GroupName } = input;
    if (typeof GroupName !== 'string' || !/^[A-Za-z0-9-]{1,32}$/.test(GroupName))
      throw invalidRequest('GroupName: expected 1 to 32 letters, digits and dashes.');
    const groups = this.all();
    if (groups.some((group) => group.GroupName === GroupName))
      throw invalidRequest(`Group already exists: ${GroupName}.`);
    if (groups.length > MAX_GROUPS)
      throw invalidRequest(`There are ${MAX_GROUPS} groups besides Default, which is the most.`);
    // Behind the name AWS puts an id of its own.
    const GroupARN = toArn(`group/${GroupName}/${deriveId(GroupName).toUpperCase()}`);
    return this.#save({ GroupName, GroupARN, ...readChange(input, NO_INSIGHTS) });
  }

  /** @throws InvalidRequestException that names the member and what was expected */
  update(input: JsonObject): Group {
    const group = this.named(input);
    const change = readChange(input, group.InsightsConfiguration);
    if (change.FilterExpression !== undefined && group.GroupName === DEFAULT_GROUP_NAME)
      throw invalidRequest('FilterExpression: the Default group holds all traces.');
    return this.#save({ ...group, ...change });
  }

  /** @throws InvalidRequestException if there is no such group, or it is Default */
  remove(input: JsonObject): Group {
    const group = this.named(input);
    if (group.GroupName === DEFAULT_GROUP_NAME) throw invalidRequest('The Default group cannot be deleted.');
    this.#settings.remove('group', group.GroupName);
    return group;
  }

  #save(group: Group): Group {
    this.#settings.put('group', group.GroupName, group);
    return group;
  }
}

function readChange(
  { FilterExpression, InsightsConfiguration }: JsonObject,
  before: Group['InsightsConfiguration'],
): Pick<Group, 'FilterExpression' | 'InsightsConfiguration'> {
  const insights = { ...before };
  if (InsightsConfiguration !== undefined && InsightsConfiguration !== null) {
    if (!isObject(InsightsConfiguration)) throw invalidRequest('InsightsConfiguration: expected an object.');
    for (const name of ['InsightsEnabled', 'NotificationsEnabled'] as const) {
      const value = InsightsConfiguration[name] ?? before[name];
      if (typeof value !== 'boolean') throw invalidRequest(`InsightsConfiguration.${name}: expected true or false.`);
      insights[name] = value;
    }
    if (insights.NotificationsEnabled && !insights.InsightsEnabled)
      throw invalidRequest('InsightsConfiguration: notifications need insights to be enabled.');
  }
  if (FilterExpression === undefined || FilterExpression === null) return { InsightsConfiguration: insights };
  if (typeof FilterExpression !== 'string') throw invalidRequest('FilterExpression: expected a text.');
  // Groups of groups do not exist: inside one, none is found.
  readFilter(FilterExpression, () => undefined);
  return { FilterExpression, InsightsConfiguration: insights };
}

/** The group that is always there. */
const DEFAULT_GROUP_NAME = 'Default';
const NO_INSIGHTS: Group['InsightsConfiguration'] = { InsightsEnabled: false, NotificationsEnabled: false };
const DEFAULT_GROUP: Group = {
  GroupName: DEFAULT_GROUP_NAME,
  GroupARN: toArn(`group/${DEFAULT_GROUP_NAME}`),
  InsightsConfiguration: NO_INSIGHTS,
};
const MAX_GROUPS = 25;
const MAX_SHOWN = 200;
