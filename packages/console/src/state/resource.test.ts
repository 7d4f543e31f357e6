import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createResource, type Resource } from './resource.ts';

/** A resource whose answers come when the test says so. */
function controlled(): {
  readonly resource: Resource<string>;
  readonly ask: (text: string) => void;
  readonly asked: string[];
  readonly answer: (text: string) => void;
  readonly fail: () => void;
} {
  const question = signal<{ text: string } | undefined>(undefined);
  const asked: string[] = [];
  const open: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  const resource = createResource<{ text: string }, string>(
    () => question.value,
    ({ text }) => {
      asked.push(text);
      return new Promise((resolve, reject) => open.push({ resolve, reject }));
    },
  );
  return {
    resource,
    asked,
    ask: (text) => {
      question.value = { text };
    },
    answer: (text) => open.shift()?.resolve(text),
    fail: () => open.shift()?.reject(new Error('no')),
  };
}

/** Whether a promise is settled after all that was ready to run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test('a question that waits behind a request is sent after it, once, and resolves with its answer', async () => {
  const { resource, ask, asked, answer } = controlled();
  ask('a');
  const behind = [resource.refresh(), resource.refresh()];
  expect(asked).toEqual(['a']);
  answer('first');
  expect(await isSettled(Promise.race(behind))).toBe(false);
  expect(resource.data.value).toBe('first');
  expect(asked).toEqual(['a', 'a']);
  answer('second');
  await Promise.all(behind);
  expect(resource.data.value).toBe('second');
  expect(resource.isLoading.value).toBe(false);
  expect(asked).toEqual(['a', 'a']);
});

test('a new question ends the old one and the waiting one, and is sent once', async () => {
  const { resource, ask, asked, answer } = controlled();
  ask('a');
  const behind = resource.refresh();
  ask('b');
  answer('too late');
  await behind;
  expect(resource.data.value).toBeUndefined();
  answer('of b');
  await expect.poll(() => resource.data.value).toBe('of b');
  expect(asked).toEqual(['a', 'b']);
});

test('a failure is reported, and the next request is made', async () => {
  const { resource, ask, answer, fail } = controlled();
  ask('a');
  fail();
  await expect.poll(() => resource.problem.value?.message).toBe('Error: no');
  const again = resource.refresh();
  answer('well');
  await again;
  expect(resource.problem.value).toBeUndefined();
  expect(resource.data.value).toBe('well');
});
