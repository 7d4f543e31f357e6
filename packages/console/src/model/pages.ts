import type { InterfaceIcon } from '../icons/interface-icons.ts';

/** How the navigation on the left names a page; `g` and the key lead to it. */
export interface RailEntry {
  readonly icon: InterfaceIcon;
  readonly word: string;
  readonly key: string;
  /** For the list of keys. */
  readonly inHelp: string;
}

interface PageFacts {
  /** For the window. */
  readonly title: string;
  /** Absent for pages that need traces to show. */
  readonly rail?: RailEntry;
  /** Whether the name alone is the whole path. */
  readonly isPlain: boolean;
}

/** The pages by the name in their address, in the order of the navigation. A new page is a row here and one in `views/pages.ts`. */
export const PAGES = {
  'service-map': {
    title: 'Service map',
    rail: { icon: 'map', word: 'Map', key: 'm', inHelp: 'service map' },
    isPlain: true,
  },
  traces: {
    title: 'Traces',
    rail: { icon: 'traces', word: 'Traces', key: 't', inHelp: 'traces' },
    isPlain: false,
  },
  errors: { title: 'Errors', rail: { icon: 'errors', word: 'Errors', key: 'e', inHelp: 'errors' }, isPlain: true },
  intake: { title: 'Intake', rail: { icon: 'intake', word: 'Intake', key: 'i', inHelp: 'intake' }, isPlain: true },
  settings: {
    title: 'Settings',
    rail: { icon: 'settings', word: 'Settings', key: 's', inHelp: 'settings' },
    isPlain: true,
  },
  trace: { title: 'Trace', isPlain: false },
  compare: { title: 'Compare', isPlain: false },
} as const satisfies Record<string, PageFacts>;

/** The name of a page. */
export type Page = keyof typeof PAGES;

/** The pages of the navigation, top to bottom. */
export const RAIL: readonly (readonly [Page, RailEntry])[] = (Object.entries(PAGES) as [Page, PageFacts][]).flatMap(
  ([page, { rail }]) => (rail ? [[page, rail] as const] : []),
);

/** Whether a string is the name of a page whose name is the whole path. */
export function isPlainPage(text: string): text is Page {
  return Object.hasOwn(PAGES, text) && PAGES[text as Page].isPlain;
}
