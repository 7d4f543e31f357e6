import { afterAll, beforeAll, expect, it } from 'vitest';
import { cells } from './matrix.ts';
import { openProjects, type Projects } from './projects.ts';

let projects: Projects;
beforeAll(async () => {
  projects = await openProjects();
});
afterAll(() => projects.close());

// The others take minutes: `npm run install-matrix`.
it.each(cells.filter(({ cheap }) => cheap))('$group: $name', async (cell) => {
  expect(await cell.run(projects)).not.toBe('');
});
