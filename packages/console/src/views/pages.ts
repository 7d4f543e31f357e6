import type { ComponentType } from 'preact';
import type { Page } from '../model/pages.ts';
import { ComparePage } from './compare/compare-page.tsx';
import { ErrorsPage } from './errors/errors-page.tsx';
import { IntakePage } from './intake/intake-page.tsx';
import { MapPage } from './service-map/map-page.tsx';
import { SettingsPage } from './settings/settings-page.tsx';
import { TracePage } from './trace/trace-page.tsx';
import { TracesPage } from './traces/traces-page.tsx';

/** The component of each page. */
export const VIEWS: Readonly<Record<Page, ComponentType>> = {
  'service-map': MapPage,
  traces: TracesPage,
  errors: ErrorsPage,
  intake: IntakePage,
  settings: SettingsPage,
  trace: TracePage,
  compare: ComparePage,
};
