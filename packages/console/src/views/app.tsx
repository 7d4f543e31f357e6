import type { JSX } from 'preact';
import { useEffect, useErrorBoundary, useLayoutEffect, useRef } from 'preact/hooks';
import { toXRayForm } from '../model/pasted-id.ts';
import { describeFault } from '../state/faults.ts';
import { focusLater, focusPage } from '../state/focus.ts';
import { route } from '../state/route.ts';
import { title } from '../state/title.ts';
import { Broken } from '../ui/broken.tsx';
import { Frame } from './frame.tsx';
import { VIEWS } from './pages.ts';

/** The page of the address, in its frame. */
export function App(): JSX.Element {
  const page = route.value?.page;
  const heading = title.value;
  useEffect(() => {
    document.title = heading;
  }, [heading]);
  const opened = `${page} ${route.value?.ids.join(' ')}`;
  const before = useRef(opened);
  useLayoutEffect(() => {
    if (before.current === opened) return;
    // Back in the list, the focus is on the trace that was opened.
    const left = /^trace (\S+)$/.exec(before.current)?.[1];
    before.current = opened;
    if (page === 'traces' && left !== undefined) focusLater(`trace-${toXRayForm(left) ?? left}`);
    else focusPage();
  }, [opened]);
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
