import type { JSX } from 'preact';
import { INTERFACE_ICONS, type InterfaceIcon } from '../icons/interface-icons.ts';
import { RESOURCE_ICONS } from '../icons/resource-icons.ts';
import type { IconName } from '../model/resource-type.ts';

/** A drawing beside the word that says the same. */
export function Icon({ name, size = 16 }: { name: InterfaceIcon; size?: number }): JSX.Element {
  return <Strokes d={INTERFACE_ICONS[name]} size={size} />;
}

/** The drawing of a resource type. */
export function ResourceIcon({ name, size = 16 }: { name: IconName; size?: number }): JSX.Element {
  return <Strokes d={RESOURCE_ICONS[name]} size={size} />;
}

function Strokes({ d, size }: { d: string; size: number }): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={size < 20 ? 1.8 : 1.6}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={d} />
    </svg>
  );
}
