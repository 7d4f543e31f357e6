import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf, post, put } from '../../api/client.ts';
import type { ImportAnswer, ResetAnswer, Settings } from '../../contract/index.ts';
import { boot } from '../../state/live.ts';
import { type Preferences, prefer, preferences } from '../../state/preferences.ts';
import { navigate } from '../../state/route.ts';
import { say } from '../../state/toasts.ts';
import { Dialog } from '../../ui/dialog.tsx';

/** How it looks here; links into editor and logs; what is stored. */
export function SettingsPage(): JSX.Element {
  const now = boot.value;
  return (
    <div class="scrolls">
      <div class="column">
        <h1>Settings</h1>
        <Appearance />
        {now && <LinkSettings key={JSON.stringify(now.settings)} settings={now.settings} />}
        <Data />
        {now && (
          <p class="muted">
            Local X-Ray {now.version}, {now.strict ? 'strict' : 'lenient'}, data{' '}
            {now.dataDir === ':memory:' ? 'in memory' : `in ${now.dataDir}`}.
          </p>
        )}
      </div>
    </div>
  );
}

function Appearance(): JSX.Element {
  const { theme } = preferences.value;
  return (
    <section class="stack">
      <h2>Appearance, in this browser</h2>
      <fieldset class="segmented">
        <legend class="sr-only">Theme</legend>
        {(['system', 'light', 'dark'] as const satisfies readonly Preferences['theme'][]).map((each) => (
          <button
            key={each}
            type="button"
            class="button"
            aria-pressed={theme === each}
            onClick={() => prefer({ theme: each })}
          >
            {each === 'system' ? 'As the system' : each === 'light' ? 'Light' : 'Dark'}
          </button>
        ))}
      </fieldset>
    </section>
  );
}

function LinkSettings({ settings }: { settings: Settings }): JSX.Element {
  const [problem, setProblem] = useState('');
  const mappings = settings.pathMappings.map(({ from, to }) => `${from} => ${to}`).join('\n');
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const wanted: Settings = {
      editorLink: String(data.get('editor')),
      logLink: String(data.get('logs')),
      pathMappings: String(data.get('paths'))
        .split('\n')
        .map((line) => line.split('=>').map((part) => part.trim()))
        .flatMap(([from = '', to = '']) => (from === '' ? [] : [{ from, to }])),
    };
    try {
      const saved = await put<Settings>('/-/settings', wanted);
      if (boot.value) boot.value = { ...boot.value, settings: saved };
      setProblem('');
      say('Saved');
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void save(event)}>
      <h2>Links, for everyone who uses this server</h2>
      <label class="stack tight">
        Editor: opens a frame of a stack
        <input
          class="input mono"
          name="editor"
          defaultValue={settings.editorLink}
          placeholder="vscode://file/{path}:{line}:{column}"
        />
        <span class="muted">
          <code>{'{path}'}</code> <code>{'{line}'}</code> <code>{'{column}'}</code>
        </span>
      </label>
      <label class="stack tight">
        Paths: where the sources of a program are on this machine
        <textarea
          class="input mono"
          name="paths"
          rows={3}
          defaultValue={mappings}
          placeholder="/app/ => /home/me/shop/"
        />
        <span class="muted">
          One a line, beginning of a path in the stack, then =&gt;, then what stands there here.
        </span>
      </label>
      <label class="stack tight">
        Logs: opens the logs of a trace
        <input
          class="input mono"
          name="logs"
          defaultValue={settings.logLink}
          placeholder="https://logs.example.com/?query={trace_id}"
        />
        <span class="muted">
          <code>{'{trace_id}'}</code> <code>{'{xray_trace_id}'}</code> <code>{'{start}'}</code> <code>{'{end}'}</code>
        </span>
      </label>
      {problem !== '' && (
        <p class="status-fault" role="alert">
          {problem}
        </p>
      )}
      <div>
        <button type="submit" class="button primary">
          Save
        </button>
      </div>
    </form>
  );
}

function Data(): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  const open = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      const response = await post<ImportAnswer>('/-/import', JSON.parse(await file.text()) as object);
      say(
        `${response.traces} traces of ${response.documents} documents${response.rejected.length > 0 ? `, ${response.rejected.length} rejected` : ''}`,
      );
      const [only] = response.ids;
      navigate(
        response.ids.length === 1 && only !== undefined
          ? { page: 'trace', ids: [only], query: {} }
          : { page: 'traces', ids: [], query: { timeRange: 'all' } },
      );
    } catch (error) {
      say(
        error instanceof SyntaxError
          ? 'This file is not JSON.'
          : error instanceof Error
            ? error.message
            : String(error),
      );
    }
  };
  const reset = async (): Promise<void> => {
    setAsking(false);
    try {
      await post<ResetAnswer>('/-/reset', {});
      say('Everything was forgotten');
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section class="stack">
      <h2>Data</h2>
      <div class="buttons">
        <a class="button" href={addressOf('/-/export', { format: 'bundle' })} download="traces.xray">
          Export all traces
        </a>
        <a class="button" href="/-/database" download="traces.sqlite">
          Database file (SQLite)
        </a>
        <label class="button">
          Open a file…
          <input
            type="file"
            class="sr-only"
            accept=".json,.xray,application/json"
            onChange={(event) => void open(event.currentTarget.files?.[0])}
          />
        </label>
        <button type="button" class="button" onClick={() => setAsking(true)}>
          Forget everything…
        </button>
      </div>
      {isAsking && (
        <Dialog title="Forget everything?" onClose={() => setAsking(false)}>
          <p>All traces, groups and sampling rules of this server are removed. There is no way back.</p>
          <div class="buttons">
            <button type="button" class="button primary" onClick={() => void reset()}>
              Forget everything
            </button>
            <button type="button" class="button" onClick={() => setAsking(false)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
