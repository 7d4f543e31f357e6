import { computed, type ReadonlySignal } from '@preact/signals';
import { PAGES } from '../model/pages.ts';
import { requestLabel } from '../model/request-label.ts';
import { route } from './route.ts';
import { shown } from './trace.ts';

/** The title of the tab: the page, or the request of the shown trace and its status. */
export const title: ReadonlySignal<string> = computed(() => {
  const page = route.value?.page;
  const summary = page === 'trace' ? shown.value?.summary : undefined;
  const parts = summary ? [traceTitle(summary)] : [page ? PAGES[page].title : 'Not found'];
  return [...parts, 'Local X-Ray'].join(' · ');
});

function traceTitle(summary: NonNullable<typeof shown.value>['summary']): string {
  const { method, text } = requestLabel(summary);
  const status = summary.outcome === 'ok' ? '' : ` ${summary.outcome}`;
  return `${[method, text].filter(Boolean).join(' ') || (summary.root?.name ?? 'Trace')}${status}`;
}
