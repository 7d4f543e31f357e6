/**
 * The host of a URL as Go's `net/url` reads it: the reference names databases by it. Empty where Go refuses the URL. Stricter than a
 * browser in ports and escapes, looser in schemes and hosts.
 */
export function hostAsGoReadsIt(text: string): string {
  if (hasControl(text)) return '';
  const hash = text.indexOf('#');
  const whole = hash < 0 ? text : text.slice(0, hash);
  if (hash >= 0 && hasBadEscape(text.slice(hash + 1))) return '';
  const rest = afterScheme(whole);
  if (rest === undefined) return '';
  const question = rest.indexOf('?');
  const hierarchy = question < 0 ? rest : rest.slice(0, question);
  if (!hierarchy.startsWith('//') || (rest === whole && hierarchy.startsWith('///'))) return '';
  const slash = hierarchy.indexOf('/', 2);
  const authority = slash < 0 ? hierarchy.slice(2) : hierarchy.slice(2, slash);
  if (slash >= 0 && hasBadEscape(hierarchy.slice(slash))) return '';
  const at = authority.lastIndexOf('@');
  if (at >= 0 && !USER_INFO.test(authority.slice(0, at))) return '';
  const host = authority.slice(at + 1);
  return isHost(host) ? withoutPort(host) : '';
}

const USER_INFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
/** Characters that a host may hold unescaped; other ASCII is refused, anything beyond ASCII is allowed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the class is everything beyond ASCII
const HOST = /^(?:[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]|[^\x00-\x7f]|%25|%[89A-Fa-f][0-9A-Fa-f])*$/;
const PORT = /^(?::\d*)?$/;

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20 || text.charCodeAt(i) === 0x7f) return true;
  return false;
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

/** Returns the part after the scheme; the whole string where it has none; `undefined` for a colon without one. */
function afterScheme(text: string): string | undefined {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text);
  if (scheme !== null) return text.slice(scheme[0].length);
  return text.startsWith(':') ? undefined : text;
}

function isHost(host: string): boolean {
  if (!HOST.test(host)) return false;
  if (host.startsWith('[')) {
    const close = host.lastIndexOf(']');
    return close > 0 && PORT.test(host.slice(close + 1));
  }
  const colon = host.lastIndexOf(':');
  return colon < 0 || PORT.test(host.slice(colon));
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon >= 0 && PORT.test(host.slice(colon)) ? host.slice(0, colon) : host;
  return decoded(name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name);
}

/** Escapes that a host may have: `%25` before the zone of an IPv6 address (RFC 6874), and bytes beyond ASCII. */
function decoded(host: string): string {
  return host.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    const bytes = escapes.match(/[0-9A-Fa-f]{2}/g)?.map((digits) => Number.parseInt(digits, 16));
    return new TextDecoder().decode(Uint8Array.from(bytes ?? []));
  });
}
