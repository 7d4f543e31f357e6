import type { NodeName, Scope } from './scope.ts';
import type { Bin, Statistics } from './statistics.ts';

/** `POST /-/graph` */
export interface GraphQuery extends Scope {
  /** The map of these traces only; scope holds too. */
  readonly ids?: readonly string[];
}

export interface GraphAnswer {
  /** Equal as long as the set of nodes and edges is. */
  readonly signature: string;
  /** How many traces it was made from. */
  readonly traces: number;
  /** The range the numbers are about: as requested, else of the first and last trace. */
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode extends NodeName {
  /** Own segments were received; else it is inferred or a client. */
  readonly active: boolean;
  /** It was the root of a trace. */
  readonly root: boolean;
  /** Absent on clients. */
  readonly statistics?: Statistics;
}

export interface GraphEdge {
  readonly id: string;
  /** `NodeName.id` of both ends. */
  readonly from: string;
  readonly to: string;
  /** Behind a queue, and for span links. */
  readonly link: boolean;
  /** As the caller saw it. */
  readonly statistics: Statistics;
  /** The age of messages on receipt; only on links. */
  readonly ages?: readonly Bin[];
}
