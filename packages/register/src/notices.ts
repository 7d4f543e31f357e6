/** The process, as far as a notice depends on it. */
export interface ProcessFacts {
  readonly execArgv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly versions: Readonly<Record<string, string | undefined>>;
}

const PRELOAD = /(?:^|\s)(--import|--require|-r)[=\s]+@otel-xray\/register(?=\s|$)/;

/**
 * Notices that a preload names `@otel-xray/register` without `/auto`, which alone registers nothing.
 * @returns one line, or `undefined`
 */
export function noticeOfPreload({ execArgv, env }: Omit<ProcessFacts, 'versions'>): string | undefined {
  const [, option] = PRELOAD.exec([...execArgv, env['NODE_OPTIONS'] ?? ''].join(' ')) ?? [];
  return (
    option &&
    `"${option} @otel-xray/register" alone traces nothing. Use "${option} @otel-xray/register/auto", or call registerXRay().`
  );
}

/**
 * Notices a runtime that cannot do all of what `register` does.
 * @returns one line, or `undefined`
 */
export function noticeOfRuntime({ versions }: Pick<ProcessFacts, 'versions'>): string | undefined {
  const { bun, node = '' } = versions;
  if (bun !== undefined) {
    return `Bun ${bun} has no hooks for instrumentations: HTTP requests and libraries are not traced. Spans that the program creates are sent.`;
  }
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 6)) return undefined;
  return `@otel-xray/register needs Node 20.6 or later, this is ${node}: traces may be incomplete.`;
}
