import { bundleCells } from './bundle-cells.ts';
import type { Cell } from './cell.ts';
import { importCells } from './import-cells.ts';
import { managerCells } from './manager-cells.ts';
import { nextCells } from './next-cells.ts';
import { readmeCells } from './readme-cells.ts';
import { releaseCells } from './release-cells.ts';
import { runtimeCells } from './runtime-cells.ts';
import { shimCells } from './shim-cells.ts';
import { typesCells } from './types-cells.ts';

/** Everything that somebody does with the packed packages, in the order of the table. */
export const cells: readonly Cell[] = [
  ...bundleCells,
  ...nextCells,
  ...importCells,
  ...typesCells,
  ...runtimeCells,
  ...readmeCells,
  ...managerCells,
  ...shimCells,
  ...releaseCells,
];
