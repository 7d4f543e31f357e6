const INDENT = '  ';
const DEEPEST_INDENT = 50;

/**
 * Breaks JSON into indented lines and changes nothing else: numbers as written, keys in their order, also duplicates. In other
 * input it changes white space at most.
 */
export function prettyVerbatim(text: string): string {
  const parts: string[] = [];
  let depth = 0;
  const newLine = (): void => {
    parts.push(`\n${INDENT.repeat(Math.min(depth, DEEPEST_INDENT))}`);
  };
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    if (token === '{' || token === '[') {
      parts.push(token);
      depth++;
      if (next !== '}' && next !== ']') newLine();
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      const before = tokens[at - 1];
      if (before !== '{' && before !== '[') newLine();
      parts.push(token);
    } else if (token === ',') {
      parts.push(token);
      newLine();
    } else parts.push(token === ':' ? ': ' : token);
  }
  return parts.join('');
}

/** A string, a mark, or anything else up to the next mark; without white space between them. */
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\],:]|[^\s{}[\],:"]+/g;
