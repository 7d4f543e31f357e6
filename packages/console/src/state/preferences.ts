import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CountScale } from '../model/count-scale.ts';
import { NOTHING_SEEN, type RejectedSeen, readRejectedSeen } from '../model/rejected-seen.ts';

/** Preferences stored in this browser. A link never changes them. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** Filters that were run, last first. */
  readonly history: readonly string[];
  /** Width of the pane beside the timeline, px. */
  readonly paneWidth: number;
  /** Height of the pane below it, px. */
  readonly paneHeight: number;
  readonly panePlace: 'beside' | 'below';
  readonly showsHistograms: boolean;
  readonly countScale: CountScale;
  /** How much was rejected when one last looked at the intake. */
  readonly rejectedSeen: RejectedSeen;
}

const KEY = 'local-xray';
const DEFAULTS: Preferences = {
  theme: 'system',
  history: [],
  paneWidth: 430,
  paneHeight: 320,
  panePlace: 'beside',
  showsHistograms: true,
  countScale: 'linear',
  rejectedSeen: NOTHING_SEEN,
};
const MOST_HISTORY = 50;

export const preferences: Signal<Preferences> = signal(read());

const isSystemDark = signal(false);

/** The theme that is shown, whoever chose it. */
export const shownTheme: ReadonlySignal<'light' | 'dark'> = computed(() => {
  const { theme } = preferences.value;
  return theme === 'system' ? (isSystemDark.value ? 'dark' : 'light') : theme;
});

/** Changes some of it. */
export function prefer(changes: Partial<Preferences>): void {
  preferences.value = { ...preferences.peek(), ...changes };
}

/** Remembers a filter that was run. */
export function rememberFilter(filter: string): void {
  if (filter.trim() === '') return;
  const others = preferences.peek().history.filter((each) => each !== filter);
  prefer({ history: [filter, ...others].slice(0, MOST_HISTORY) });
}

/** Stores every change, sets the theme, and follows the theme of the system. */
export function keepPreferences(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  isSystemDark.value = dark.matches;
  dark.addEventListener('change', () => {
    isSystemDark.value = dark.matches;
  });
  effect(() => {
    const { theme } = preferences.value;
    document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem(KEY, JSON.stringify(preferences.value));
    } catch {
      // A browser that keeps nothing is one's own choice.
    }
  });
}

function read(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
    return {
      theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : DEFAULTS.theme,
      history: Array.isArray(stored.history) ? stored.history.filter((each) => typeof each === 'string') : [],
      paneWidth: typeof stored.paneWidth === 'number' ? stored.paneWidth : DEFAULTS.paneWidth,
      paneHeight: typeof stored.paneHeight === 'number' ? stored.paneHeight : DEFAULTS.paneHeight,
      panePlace: stored.panePlace === 'below' ? 'below' : DEFAULTS.panePlace,
      showsHistograms: stored.showsHistograms ?? DEFAULTS.showsHistograms,
      countScale: stored.countScale === 'logarithmic' ? 'logarithmic' : DEFAULTS.countScale,
      rejectedSeen: readRejectedSeen(stored.rejectedSeen),
    };
  } catch {
    return DEFAULTS;
  }
}
