/**
 * Keeps the focus in the page. When the focused element is removed, such as a button of a closed panel, it moves the focus to the page. On
 * `<body>` the next Tab would begin from the top.
 */
export function keepFocus(page: Document = document): void {
  let last: Element | null = null;
  page.addEventListener('focusin', ({ target }) => {
    last = target as Element;
  });
  const observer = new MutationObserver(() => {
    if (last && !last.isConnected && isLost(page)) focusPage(page);
  });
  observer.observe(page.body, { childList: true, subtree: true });
}

/** Moves the focus to an element as soon as it is there, else to the page. */
export function focusLater(id: string, page: Document = document): void {
  requestAnimationFrame(() => {
    const element = page.getElementById(id);
    if (element) element.focus({ preventScroll: true });
    else if (isLost(page)) focusPage(page);
  });
}

/** Moves the focus to the page that was opened. */
export function focusPage(page: Document = document): void {
  page.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
}

function isLost({ activeElement, body }: Document): boolean {
  return activeElement === null || activeElement === body;
}
