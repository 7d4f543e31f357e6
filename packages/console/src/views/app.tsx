import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { PAGES } from '../model/pages.ts';
import { route } from '../state/route.ts';
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
      <CurrentPage />
    </Frame>
  );
}

function CurrentPage(): JSX.Element {
  const page = route.value?.page;
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
