import { type Signal, signal } from '@preact/signals';

/** A short message at the lower edge; read out once. */
export const toast: Signal<{ readonly text: string; readonly id: number } | undefined> = signal(undefined);

let count = 0;

/** Says something for a few seconds. */
export function say(text: string): void {
  const id = ++count;
  toast.value = { text, id };
  setTimeout(() => {
    if (toast.peek()?.id === id) toast.value = undefined;
  }, 4_000);
}

/** Copies a string to the clipboard, and confirms it. */
export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${what}`);
  } catch {
    say(`The browser does not let this page copy; ${what} is in the page.`);
  }
}
