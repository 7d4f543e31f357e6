import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** A button with a list under it. Closes on Escape, on a click beside it and after a choice. */
export function Menu({
  label,
  children,
  title,
  isDrawing = false,
  className = 'button',
  align = 'left',
  staysOpen = false,
}: {
  label: ComponentChildren;
  children: ComponentChildren | (() => ComponentChildren);
  /** The subject of the button: its name if `label` is a drawing, else read before the label. */
  title?: string;
  /** `label` is a drawing alone. */
  isDrawing?: boolean;
  className?: string;
  align?: 'left' | 'right';
  /** For lists of boxes to tick. */
  staysOpen?: boolean;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!isOpen) return;
    if (anchor.current && list.current) place(anchor.current, list.current, align);
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
        aria-expanded={isOpen}
        title={title}
        {...(isDrawing && { 'aria-label': title })}
        onClick={() => setOpen(!isOpen)}
      >
        {title !== undefined && !isDrawing && <span class="sr-only">{title}: </span>}
        {label}
      </button>
      {isOpen && (
        <div
          class="menu"
          popover="manual"
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

/** Above everything, whatever scrolls or cuts around the button; moved so that all of it is in the window. */
function place(anchor: HTMLElement, list: HTMLElement, align: 'left' | 'right'): void {
  list.showPopover();
  const button = anchor.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = list;
  const left = align === 'left' ? button.left : button.right - offsetWidth;
  const below = button.bottom + GAP;
  const fitsBelow = below + offsetHeight <= innerHeight - GAP;
  list.style.left = `${Math.max(GAP, Math.min(left, innerWidth - offsetWidth - GAP))}px`;
  list.style.top = `${fitsBelow ? below : Math.max(GAP, button.top - offsetHeight - GAP)}px`;
}

const GAP = 4;

function items(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('button, a, input') ?? [])];
}
