import { render } from 'preact';
import './theme/tokens.css';
import './theme/base.css';
import './theme/filter-box.css';
import './theme/traces.css';
import './theme/trace.css';
import './theme/trace-sums.css';
import './theme/analysis.css';
import './theme/service-map.css';
import './theme/other-pages.css';
import './theme/narrow.css';
import { get } from './api/client.ts';
import type { Boot } from './contract/index.ts';
import { followAnalysis } from './state/analysis.ts';
import { followErrors } from './state/errors.ts';
import { followFaults, report } from './state/faults.ts';
import { keepFocus } from './state/focus.ts';
import { followGraph } from './state/graph.ts';
import { followGroups } from './state/groups.ts';
import { followIntake } from './state/intake.ts';
import { followKeys } from './state/keys.ts';
import { boot, goLive, onEvent, setServerClock } from './state/live.ts';
import { guardLocale } from './state/locale.ts';
import { followLogs } from './state/logs.ts';
import { keepPreferences } from './state/preferences.ts';
import { followAddress, moveRange } from './state/route.ts';
import { followTrace } from './state/trace.ts';
import { followTraces } from './state/traces.ts';
import { App } from './views/app.tsx';

/** Reads the boot data from the page itself, else from the server. */
async function readBoot(): Promise<Boot> {
  const inPage = JSON.parse(document.getElementById('boot')?.textContent ?? '{}') as Partial<Boot>;
  return inPage.storeId === undefined ? get<Boot>('/-/boot') : (inPage as Boot);
}

/** Tries until the server answers: the page may have been loaded while it stopped. */
async function bootWhenThere(app: HTMLElement): Promise<Boot> {
  for (;;) {
    try {
      return await readBoot();
    } catch (error) {
      const note = document.createElement('p');
      note.className = 'empty';
      note.textContent = `${error instanceof Error ? error.message : error} Trying again every second.`;
      app.replaceChildren(note);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

async function start(): Promise<void> {
  const app = document.getElementById('app');
  if (!app) return;
  guardLocale();
  followFaults();
  keepPreferences();
  followAddress();
  followKeys();
  keepFocus();
  const begun = await bootWhenThere(app);
  setServerClock(begun.now);
  boot.value = begun;
  moveRange();
  app.replaceChildren();
  render(<App />, app);
  followTraces();
  followAnalysis();
  followLogs();
  followTrace();
  followGraph();
  followErrors();
  followIntake();
  void followGroups();
  const bootAgain = async (): Promise<void> => {
    boot.value = await get<Boot>('/-/boot');
  };
  onEvent((name) => {
    if (name === 'config' || name === 'reset') bootAgain().catch(report);
  });
  goLive(begun, () => void bootAgain().catch(report));
}

void start();
