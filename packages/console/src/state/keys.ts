/** The action of a key. */
type Binding = (event: KeyboardEvent) => void;

/** A set of keys; the last added one has precedence. */
interface KeyMap {
  readonly [key: string]: Binding;
}

const maps: KeyMap[] = [];
/** How long the first of two keys waits for the second. */
const PREFIX_MILLIS = 2_000;

let prefix: { key: string; at: number } | undefined;

/**
 * Adds keys until what it gives back is called. Keys are as `KeyboardEvent.key`, two after each other with a blank: `g m`.
 * Views call it in a layout effect: a key works from the moment its view is seen.
 */
export function bindKeys(map: KeyMap): () => void {
  maps.push(map);
  return () => {
    const at = maps.indexOf(map);
    if (at !== -1) maps.splice(at, 1);
  };
}

/** Listens to the keyboard; keys do nothing here while one is typing, in an open dialog, or with Ctrl, Alt or Meta. */
export function followKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if ((event.key === 'Enter' || event.key === ' ') && isPressable(event.target)) return;
    const isFresh = prefix !== undefined && event.timeStamp - prefix.at < PREFIX_MILLIS;
    const name = isFresh ? `${prefix?.key} ${event.key}` : event.key;
    prefix = undefined;
    const binding = maps.findLast((map) => Object.hasOwn(map, name))?.[name];
    if (binding) {
      event.preventDefault();
      binding(event);
    } else if (maps.some((map) => Object.keys(map).some((key) => key.startsWith(`${event.key} `)))) {
      prefix = { key: event.key, at: event.timeStamp };
    }
  });
}

/** Whether Enter presses the focused element instead of its page-wide action. */
function isPressable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a[href], summary, [role="button"]') !== null;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('dialog[open]')) return true;
  return (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type))
  );
}
