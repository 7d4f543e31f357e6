import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { type Page, RAIL } from '../model/pages.ts';
import { formatRoute, type Route, toPage } from '../model/route.ts';
import { formatCount } from '../model/units.ts';
import { fault } from '../state/faults.ts';
import { newlyRejected } from '../state/intake.ts';
import { bindKeys } from '../state/keys.ts';
import { boot, connection, isPaused, liveWord, reconnect } from '../state/live.ts';
import { prefer, shownTheme } from '../state/preferences.ts';
import { listRoute, navigate, route } from '../state/route.ts';
import { title } from '../state/title.ts';
import { Icon } from '../ui/icon.tsx';
import { Toast } from '../ui/toast.tsx';
import { FilterBox } from './filter-box.tsx';
import { GroupMenu } from './group-menu.tsx';
import { Help } from './help/help.tsx';
import { RangeMenu } from './range-menu.tsx';

/** The frame of every page: the navigation on the left, filter, group, range and live button above. */
export function Frame({ children }: { children: ComponentChildren }): JSX.Element {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const here = route.value ?? { page: 'traces' as const, ids: [], query: {} };
  useLayoutEffect(
    () =>
      bindKeys({
        '?': () => setHelpOpen(true),
        t: switchTheme,
        p: () => {
          isPaused.value = !isPaused.value;
        },
        ...Object.fromEntries(
          RAIL.map(([page, { key }]) => [
            `g ${key}`,
            () => navigate(pageRoute(page, route.peek() ?? { page, ids: [], query: {} })),
          ]),
        ),
      }),
    [],
  );
  const isCurrent = (page: Page): boolean =>
    here.page === page || (page === 'traces' && (here.page === 'trace' || here.page === 'compare'));
  return (
    <div class="frame">
      <nav class="rail" aria-label="Pages">
        <a class="logo" href="#/traces" aria-label="Local X-Ray, all traces" title="Local X-Ray">
          <Icon name="logo" size={26} />
        </a>
        {RAIL.map(([page, { icon, word }]) => (
          <a
            key={page}
            href={formatRoute(pageRoute(page, here))}
            {...(isCurrent(page) && { 'aria-current': 'page' as const })}
          >
            <Icon name={icon} size={20} />
            {word}
            {page === 'intake' && <RejectedMark />}
          </a>
        ))}
        <span class="spring" />
        <button type="button" onClick={switchTheme} title="Light or dark (t)">
          <Icon name="theme" size={18} />
          Theme
        </button>
        <button type="button" onClick={() => setHelpOpen(true)} title="Keys (?)">
          <Icon name="help" size={18} />
          Help
        </button>
      </nav>
      <header class="bar">
        <FilterBox />
        <GroupMenu />
        <RangeMenu />
        <LiveButton />
      </header>
      <main class="page" tabIndex={-1} aria-label={title.value}>
        <ConnectionBanner />
        <FaultBanner />
        {children}
      </main>
      <Toast />
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

function pageRoute(page: Page, from: Route): Route {
  if (page === 'traces') return listRoute(from);
  const isNews = page === 'intake' && from.page !== 'intake' && newlyRejected.value > 0;
  return toPage(page, from, isNews ? { tab: 'rejected' } : {});
}

/** How much was rejected since one last looked. */
function RejectedMark(): JSX.Element | null {
  const count = newlyRejected.value;
  if (count === 0) return null;
  return (
    <span class="rail-mark" title={`${formatCount(count)} rejected since you last looked`}>
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="sr-only">, {formatCount(count)} rejected since you last looked</span>
    </span>
  );
}

function switchTheme(): void {
  prefer({ theme: shownTheme.peek() === 'dark' ? 'light' : 'dark' });
}

function LiveButton(): JSX.Element {
  const now = connection.value;
  const word = liveWord(now, isPaused.value);
  const seconds = useSecondsTo(now.state === 'lost' ? now.retryAtMillis : undefined);
  const isLost = now.state === 'lost';
  return (
    <button
      type="button"
      class={`button live live-${word.toLowerCase()}`}
      aria-pressed={word === 'Live'}
      title={word === 'Live' ? 'Pause (p)' : word === 'Paused' ? 'Go on (p)' : 'Try again now'}
      onClick={() => {
        if (isLost) reconnect();
        else isPaused.value = !isPaused.value;
      }}
    >
      <Icon name={word === 'Live' ? 'pause' : 'play'} size={13} />
      {word}
      {isLost && <span class="tabular" aria-hidden="true">{`${seconds} s`}</span>}
    </button>
  );
}

/** A list stays when its server is gone. The message is announced once: the countdown is not read out. */
function ConnectionBanner(): JSX.Element | null {
  if (connection.value.state !== 'lost') return null;
  return (
    <div class="banner bad">
      <span role="alert">
        <strong>Local X-Ray at {boot.value?.listening.url ?? location.origin} does not answer.</strong> What you see
        stays. It is tried again every few seconds.
      </span>
      <button type="button" class="button" onClick={reconnect}>
        Try now
      </button>
    </div>
  );
}

/** An error of the page itself: what was shown stays, and may be old. */
function FaultBanner(): JSX.Element | null {
  const text = fault.value;
  if (text === undefined) return null;
  return (
    <div class="banner bad">
      <span role="alert">
        <strong>Something in this page failed, and what you see may be incomplete.</strong> <bdi>{text}</bdi>
      </span>
      <button type="button" class="button" onClick={() => location.reload()}>
        Reload
      </button>
      <button type="button" class="button quiet" aria-label="Close" onClick={() => (fault.value = undefined)}>
        <Icon name="close" />
      </button>
    </div>
  );
}

/** Whole seconds until a moment, counted down. */
function useSecondsTo(atMillis: number | undefined): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (atMillis === undefined) return;
    const tick = (): void => setSeconds(Math.max(0, Math.ceil((atMillis - Date.now()) / 1_000)));
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [atMillis]);
  return seconds;
}
