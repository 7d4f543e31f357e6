import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const EVERY_MILLIS = 10_000;

/** Announces a string that changes all the time to screen readers, at most every ten seconds. */
export function Announced({ text }: { text: string }): JSX.Element {
  const [said, say] = useState('');
  const latest = useRef(text);
  latest.current = text;
  // At its own pace: a fast change would never be announced if each change began the wait anew.
  useEffect(() => {
    const timer = setInterval(() => say(latest.current), EVERY_MILLIS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span class="sr-only" role="status">
      {said}
    </span>
  );
}
