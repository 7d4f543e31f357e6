import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/console.md'), 'utf8');
const points = [...page.matchAll(/^\| (\d+) ([^|]*)\|.*\| yes: ([^|]*)\|$/gm)].map(
  ([, number = '', point = '', proof = '']) => ({
    number: Number(number),
    point,
    proof,
  }),
);

describe('docs/console.md', () => {
  it('has all points in order', () => {
    expect(points.map(({ number }) => number)).toEqual(Array.from({ length: 28 }, (_, index) => index + 1));
  });

  it.each(points.map(({ number, point, proof }) => [`${number} ${point.trim()}`, proof] as const))(
    '%s: is shown by tests that exist',
    (_, proof) => {
      const named = [...proof.matchAll(/`([^`]+)`(?: «([^»]+)»)?/g)];
      expect(named.length).toBeGreaterThan(0);
      for (const [, file = '', title] of named) {
        const path = [join(root, 'test/e2e/console', file), join(root, file)].find((each) => existsSync(each));
        expect(path, file).toBeDefined();
        if (title !== undefined) expect(readFileSync(path!, 'utf8')).toContain(`'${title}'`);
      }
    },
  );

  it('has its pictures, each under 200 kB', () => {
    for (const [, image = ''] of page.matchAll(/\]\((images\/[^)]+)\)/g)) {
      const bytes = readFileSync(join(root, 'docs', image)).length;
      expect(bytes, image).toBeLessThan(200_000);
    }
  });
});
