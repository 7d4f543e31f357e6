import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StackFrame } from '../contract/index.ts';
import { editorLink, foldStack, shortPath } from '../model/stack.ts';
import { boot } from '../state/live.ts';

/** A stack: one's own frames as links into the editor, those of libraries folded. */
export function Stack({ stack }: { stack: readonly StackFrame[] }): JSX.Element {
  const parts = foldStack(stack);
  const first = parts.findIndex(({ kind }) => kind === 'own');
  return (
    <ol class="frames">
      {parts.map((part, index) =>
        part.kind === 'own' ? (
          <Frame key={index} frame={part.frame} isFirst={index === first} />
        ) : (
          <LibraryFrames key={index} frames={part.frames} />
        ),
      )}
    </ol>
  );
}

function Frame({ frame, isFirst }: { frame: StackFrame; isFirst: boolean }): JSX.Element {
  const settings = boot.value?.settings;
  const link = settings && editorLink(frame, settings);
  const place = `${shortPath(frame.path ?? '')}${frame.line === undefined ? '' : `:${frame.line}`}`;
  return (
    <li class={isFirst ? 'frame-line first' : 'frame-line'}>
      <bdi class="ellipsis">{frame.label ?? '(anonymous)'}</bdi>
      {link === undefined ? (
        <bdi class="mono muted">{place}</bdi>
      ) : (
        <a class="mono" href={link} title={frame.path}>
          <bdi>{place}</bdi>
        </a>
      )}
    </li>
  );
}

function LibraryFrames({ frames }: { frames: readonly StackFrame[] }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <li class="frame-line">
        <button type="button" class="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? '▾' : '▸'} {frames.length} {frames.length === 1 ? 'frame' : 'frames'} of libraries
        </button>
      </li>
      {isOpen &&
        frames.map((frame, index) => (
          <li key={index} class="frame-line muted">
            <bdi class="ellipsis">{frame.label ?? '(anonymous)'}</bdi>
            <bdi class="mono">
              {shortPath(frame.path ?? '')}
              {frame.line === undefined ? '' : `:${frame.line}`}
            </bdi>
          </li>
        ))}
    </>
  );
}
