import type { JSX } from 'preact';
import type { EntityAnswer, Note } from '../../contract/index.ts';
import { shown } from '../../state/trace.ts';

/** Oddities of this entity and of the trace, with cures. */
export function NotesTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const ofTrace = shown.value?.notes ?? [];
  return (
    <div class="stack">
      {answer.notes.map((note) => (
        <NoteCard key={note.code + note.message} note={note} />
      ))}
      {ofTrace.length > 0 && <h3>About the whole trace</h3>}
      {ofTrace.map((note) => (
        <NoteCard key={note.code + note.message} note={note} />
      ))}
    </div>
  );
}

function NoteCard({ note: { code, message, at, advice } }: { note: Note }): JSX.Element {
  return (
    <section class="card note">
      <h3>
        {code.replaceAll('-', ' ')} {at !== undefined && <code>{at}</code>}
      </h3>
      <p class="wrap">{message}</p>
      <p class="muted">{advice}</p>
    </section>
  );
}
