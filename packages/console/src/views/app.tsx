import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { route } from '../state/route.ts';
import { ComparePage } from './compare/compare-page.tsx';
import { ErrorsPage } from './errors/errors-page.tsx';
import { Frame } from './frame.tsx';
import { IntakePage } from './intake/intake-page.tsx';
import { MapPage } from './service-map/map-page.tsx';
import { SettingsPage } from './settings/settings-page.tsx';
import { TracePage } from './trace/trace-page.tsx';
import { TracesPage } from './traces/traces-page.tsx';

const TITLES = {
  traces: 'Traces',
  trace: 'Trace',
  'service-map': 'Service map',
  compare: 'Compare',
  errors: 'Errors',
  intake: 'Intake',
  settings: 'Settings',
} as const;

/** The page that the address asks for, in its frame. */
export function App(): JSX.Element {
  const page = route.value?.page;
  useEffect(() => {
    document.title = `${page ? TITLES[page] : 'Not found'} · Local X-Ray`;
  }, [page]);
  return (
    <Frame>
      <CurrentPage />
    </Frame>
  );
}

function CurrentPage(): JSX.Element {
  switch (route.value?.page) {
    case 'traces':
      return <TracesPage />;
    case 'trace':
      return <TracePage />;
    case 'service-map':
      return <MapPage />;
    case 'compare':
      return <ComparePage />;
    case 'errors':
      return <ErrorsPage />;
    case 'intake':
      return <IntakePage />;
    case 'settings':
      return <SettingsPage />;
    case undefined:
      return (
        <div class="empty">
          <h1>There is no such page</h1>
          <p>
            <a class="button" href="#/traces">
              All traces
            </a>
          </p>
        </div>
      );
  }
}
