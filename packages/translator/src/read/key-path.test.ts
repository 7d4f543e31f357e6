import { describe, expect, it } from 'vitest';
import { KeyPaths, type KeyStep } from './key-path.ts';
import { CLASH, FIELD, HTTP, HTTP_MARK, HTTP_METHOD, NAMESPACE, SENSITIVE } from './semconv.ts';

function walk(paths: KeyPaths, keys: readonly string[]): KeyStep[] {
  const steps: KeyStep[] = [];
  for (const key of keys) steps.push(paths.step(steps.at(-1), key));
  return steps;
}

describe('KeyPaths', () => {
  it('gives the same steps for the same keys in the same order', () => {
    const paths = new KeyPaths();
    const keys = ['http.method', 'app.a', 'app.b'];
    const first = walk(paths, keys);
    expect(first.map(({ key, slot }) => [key, slot])).toEqual([
      ['http.method', HTTP_METHOD],
      ['app.a', -1],
      ['app.b', -1],
    ]);
    walk(paths, ['app.a', 'http.method', 'app.b']);
    walk(paths, ['http.method', 'app.b', 'app.a']);
    walk(paths, keys).forEach((step, at) => {
      expect(step).toBe(first[at]);
    });
  });

  it.each([
    ['otel.x', CLASH],
    ['aws.xray.metadata.cart', NAMESPACE],
    ['aws.xray.field.x', FIELD],
    ['db.query.text', SENSITIVE],
    ['gen_ai.prompt.0.content', SENSITIVE],
    ['http.method', HTTP | HTTP_MARK],
    ['app.a', 0],
  ])('sees what %s is for', (key, groups) => {
    expect(new KeyPaths().step(undefined, key)).toMatchObject({ key, groups });
  });

  it('finds a key by its name where many others have come in its place, and all keys behind it', () => {
    const paths = new KeyPaths();
    for (let first = 0; first < 30; first++) walk(paths, [`app.${first}`]);
    const keys = ['app.late', 'http.method', 'app.x'];
    const steps = walk(paths, keys);
    expect(steps.map(({ key }) => key)).toEqual(keys);
    walk(paths, keys).forEach((step, at) => {
      expect(step).toBe(steps[at]);
    });
  });

  it('reads keys made of data, however many there are, and keeps few of them', () => {
    const paths = new KeyPaths();
    for (let span = 0; span < 10_000; span++) {
      const keys = [`user.${span}`, 'app.a', `order.${span}`];
      expect(walk(paths, keys).map(({ key }) => key)).toEqual(keys);
    }
    let kept = 0;
    const seen: (KeyStep | undefined)[] = [paths.step(undefined, 'user.0')];
    for (let step = seen.pop(); step !== undefined; step = seen.pop()) {
      kept++;
      if (step.next !== undefined) seen.push(step.next);
      if (step.other !== undefined) seen.push(step.other);
    }
    expect(kept).toBeLessThan(100);
  });
});
