import type { JSX } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { PAGES } from '../model/pages.ts';
import { describeFault } from '../state/faults.ts';
import { route } from '../state/route.ts';
import { Broken } from '../ui/broken.tsx';
import { Frame } from './frame.tsx';
import { VIEWS } from './pages.ts';

/** The page that the address asks for, in its frame. */
export function App(): JSX.Element {
  const page = route.value?.page;
  useEffect(() => {
    document.title = `${page ? PAGES[page].title : 'Not found'} · Local X-Ray`;
  }, [page]);
  return (
    <Frame>
      <CurrentPage key={page} />
    </Frame>
  );
}

function CurrentPage(): JSX.Element {
  const page = route.value?.page;
  const [error, retry] = useErrorBoundary();
  if (error !== undefined)
    return (
      <div class="empty">
        <h1>This page cannot be drawn</h1>
        <Broken what="Reason" error={describeFault(error) ?? String(error)} />
        <p>
          <button type="button" class="button" onClick={retry}>
            Try again
          </button>
        </p>
      </div>
    );
  if (page !== undefined) {
    const View = VIEWS[page];
    return <View />;
  }
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
