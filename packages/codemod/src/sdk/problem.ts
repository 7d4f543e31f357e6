import type { Node } from '../source/nodes.ts';

/** Why something stays as it is. */
export interface Problem {
  readonly node: Node;
  readonly rule: string;
  readonly construct: string;
  readonly why: string;
  readonly todo: string;
}

/** A reason to leave something, with a remedy. */
export function problem(node: Node, rule: string, construct: string, why: string, todo: string = BY_HAND): Problem {
  return { node, rule, construct, why, todo };
}

const BY_HAND = 'Rewrite it by hand; the guide shows how.';
