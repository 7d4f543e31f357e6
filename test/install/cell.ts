import type { Projects } from './projects.ts';

/** One thing that somebody outside of the repository does with our packages. */
export interface Cell {
  /** Cells of one group are shown together. */
  readonly group: string;
  readonly name: string;
  /** Runs in every CI run, not only in the whole matrix. */
  readonly cheap?: boolean;
  /**
   * Returns a remark for the table, such as a size.
   * @throws if it is not as it should be; {@link Skipped} if this machine lacks something
   */
  run(projects: Projects): Promise<string | undefined>;
}

/** This machine cannot run the cell, for the reason in the message. */
export class Skipped extends Error {}
