/** Whether the text is an IPv4 or IPv6 address and not a name. */
export function isIpLiteral(text: string): boolean {
  return text.includes(':') ? isIPv6(text) : isIPv4(text);
}

function isIPv4(text: string): boolean {
  if (text.length < 7 || text.length > 15) return false;
  let parts = 1;
  let value = -1;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 46) {
      if (value < 0) return false;
      parts++;
      value = -1;
    } else if (c < 48 || c > 57 || value === 0) {
      // Another character, or a digit behind a leading zero.
      return false;
    } else {
      value = Math.max(value, 0) * 10 + c - 48;
      if (value > 255) return false;
    }
  }
  return parts === 4 && value >= 0;
}

function isIPv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  let count = groups.length;
  const last = groups.at(-1);
  if (last?.includes('.')) {
    if (!isIPv4(last)) return false;
    groups.pop();
    count++;
  }
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}
