import type { TraceRow } from './traces-query.ts';

/** `GET /-/traces/{id}/links` */
export interface LinksAnswer {
  readonly links: readonly {
    /** `to`: an entity here names the other one. `from`: the other way round. */
    readonly direction: 'to' | 'from';
    /** Here. */
    readonly entity: string;
    readonly traceId: string;
    readonly otherEntity: string;
    /** The other trace; absent when it is not in the store. */
    readonly trace?: TraceRow;
  }[];
}
