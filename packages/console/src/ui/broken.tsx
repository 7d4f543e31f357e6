import type { JSX } from 'preact';

/** Replaces something that could not be loaded, read or drawn, and says why. */
export function Broken({ what, error }: { what: string; error: string }): JSX.Element {
  return (
    <p class="broken status-fault" role="alert">
      {what}: <bdi>{error}</bdi>
    </p>
  );
}
