import type { DifferenceName } from './differences.ts';

/** Which of the differences from the reference are on. */
export type Rules = Readonly<Record<DifferenceName, boolean>>;

// Every name once more: the table with its reasons is for reading, and stays out of the program.
const ALL: Readonly<Record<DifferenceName, true>> = {
  currentNames: true,
  cleanNames: true,
  remoteParents: true,
  splitCallingRoots: true,
  keepAttributes: true,
  scriptStacks: true,
  causes: true,
  rpcFlags: true,
  events: true,
  databases: true,
  awsCalls: true,
  genAi: true,
  code: true,
  annotationBudget: true,
  sizeLimit: true,
  nesting: true,
  oddValues: true,
  badLinks: true,
  lambda: true,
  provenance: true,
  inProgress: true,
  roundTrip: true,
  serviceBlock: true,
  privacy: true,
};

/** The names of all differences. */
export const ALL_NAMES: readonly DifferenceName[] = Object.keys(ALL) as DifferenceName[];

/** The rules of a profile: all of the differences, or none. */
export function rulesOf(profile: 'enhanced' | 'collector'): Rules {
  return rulesWith(profile === 'enhanced' ? ALL_NAMES : []);
}

/** The rules with these differences on and all others off. */
export function rulesWith(names: readonly DifferenceName[]): Rules {
  return Object.fromEntries(ALL_NAMES.map((name) => [name, names.includes(name)])) as Record<DifferenceName, boolean>;
}
