/** The path of an address, `/` where it has none; `undefined` for what is no address. */
export function pathOf(url: string): string | undefined {
  const [, path] = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(url) ?? [];
  if (path !== undefined) return path === '' ? '/' : path;
  return url.startsWith('/') ? url.replace(/[?#].*$/, '') : undefined;
}
