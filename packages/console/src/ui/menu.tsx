import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** A button with a list under it. Closes on Escape, on a click beside it and after a choice. */
export function Menu({
  label,
  children,
  title,
  className = 'button',
  align = 'left',
  staysOpen = false,
}: {
  label: ComponentChildren;
  children: ComponentChildren | (() => ComponentChildren);
  /** The button's name where `label` is a drawing. */
  title?: string;
  className?: string;
  align?: 'left' | 'right';
  /** For lists of boxes to tick. */
  staysOpen?: boolean;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    items(list.current)[0]?.focus();
    const closeBeside = (event: Event): void => {
      if (!anchor.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeBeside);
    return () => document.removeEventListener('pointerdown', closeBeside);
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    anchor.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = items(list.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus();
    else if (event.key === 'ArrowUp') all[(at - 1 + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <span class="menu-anchor" ref={anchor}>
      <button
        type="button"
        class={className}
        aria-haspopup="true"
        aria-expanded={isOpen}
        title={title}
        {...(title !== undefined && typeof label !== 'string' && { 'aria-label': title })}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && (
        <div
          class={`menu ${align}`}
          ref={list}
          onKeyDown={onKeyDown}
          onClick={(event) => {
            if (!staysOpen && (event.target as HTMLElement).closest('button, a')) close();
          }}
        >
          {typeof children === 'function' ? children() : children}
        </div>
      )}
    </span>
  );
}

function items(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('button, a, input') ?? [])];
}
