import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { awsCliCommand } from '../model/snippets.ts';
import { createGroup, groups, groupsProblem } from '../state/groups.ts';
import { boot, serverNow } from '../state/live.ts';
import { queryOf, setQuery } from '../state/route.ts';
import { copy, say } from '../state/toasts.ts';
import { Broken } from '../ui/broken.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';

/** Chooses the group; makes one of the filter; copies the same question for the AWS CLI. */
export function GroupMenu(): JSX.Element {
  const [isSaving, setSaving] = useState(false);
  const group = queryOf('group') ?? 'Default';
  const filter = queryOf('filter') ?? '';
  const url = boot.value?.listening.url ?? location.origin;
  return (
    <>
      <Menu
        title="Group"
        label={
          <>
            {group}
            <Icon name="down" size={12} />
          </>
        }
      >
        {groupsProblem.value !== '' && <Broken what="Groups cannot be read" error={groupsProblem.value} />}
        {groups.value.map(({ name, filter: expression }) => (
          <button
            key={name}
            type="button"
            title={expression}
            aria-pressed={name === group}
            onClick={() => setQuery({ group: name === 'Default' ? undefined : name })}
          >
            {name}
          </button>
        ))}
        <hr />
        <button type="button" disabled={filter === ''} onClick={() => setSaving(true)}>
          Save this filter as a group…
        </button>
        <button
          type="button"
          onClick={() =>
            void copy(
              awsCliCommand(url, { filter, group: queryOf('group'), timeRange: queryOf('timeRange') }, serverNow()),
              'the AWS CLI command',
            )
          }
        >
          Copy as AWS CLI command
        </button>
      </Menu>
      {isSaving && <SaveGroup filter={filter} onClose={() => setSaving(false)} />}
    </>
  );
}

function SaveGroup({ filter, onClose }: { filter: string; onClose: () => void }): JSX.Element {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState('');
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await createGroup(name, filter);
      say(`Group ${name} was made`);
      setQuery({ group: name, filter: undefined });
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title="Save as group" onClose={onClose}>
      <form class="stack" onSubmit={(event) => void save(event)}>
        <code>{filter}</code>
        <label>
          Name{' '}
          <input
            class="input"
            value={name}
            maxLength={32}
            pattern="[A-Za-z0-9\-]+"
            required
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        {problem !== '' && (
          <p class="status-fault" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary">
          Save
        </button>
      </form>
    </Dialog>
  );
}
