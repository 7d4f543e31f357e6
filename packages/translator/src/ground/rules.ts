/** The names of all differences. The table with their reasons, differences.ts, is for reading and stays out of the program. */
export const ALL_NAMES = [
  'currentNames',
  'cleanNames',
  'remoteParents',
  'splitCallingRoots',
  'keepAttributes',
  'scriptStacks',
  'causes',
  'rpcFlags',
  'events',
  'databases',
  'awsCalls',
  'genAi',
  'code',
  'annotationBudget',
  'sizeLimit',
  'nesting',
  'oddValues',
  'badLinks',
  'lambda',
  'provenance',
  'inProgress',
  'roundTrip',
  'serviceBlock',
  'privacy',
  'receiverTypes',
  'localWork',
  'operations',
] as const;

export type DifferenceName = (typeof ALL_NAMES)[number];

/** Which of the differences from the reference are on. */
export type Rules = Readonly<Record<DifferenceName, boolean>>;

/** The rules of a profile: all of the differences, or none. */
export function rulesOf(profile: 'enhanced' | 'collector'): Rules {
  return rulesWith(profile === 'enhanced' ? ALL_NAMES : []);
}

/** The rules with these differences on and all others off. */
export function rulesWith(names: readonly DifferenceName[]): Rules {
  return Object.fromEntries(ALL_NAMES.map((name) => [name, names.includes(name)])) as Record<DifferenceName, boolean>;
}
