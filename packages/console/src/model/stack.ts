import type { Settings, StackFrame } from '../contract/index.ts';

/** Frames of one's own code one by one, those of libraries in a row together. */
export type StackPart =
  | { readonly kind: 'own'; readonly frame: StackFrame }
  | { readonly kind: 'library'; readonly frames: readonly StackFrame[] };

/** Whether a frame is of a library or of Node itself. */
function isLibraryFrame({ path }: StackFrame): boolean {
  return (
    path === undefined || path === '' || /(?:^|[\\/])node_modules[\\/]|^node:|^internal[\\/]|^<anonymous>/.test(path)
  );
}

/** A stack with its library frames folded, in order. */
export function foldStack(stack: readonly StackFrame[]): StackPart[] {
  const parts: StackPart[] = [];
  for (const frame of stack) {
    const last = parts.at(-1);
    if (!isLibraryFrame(frame)) parts.push({ kind: 'own', frame });
    else if (last?.kind === 'library') parts[parts.length - 1] = { kind: 'library', frames: [...last.frames, frame] };
    else parts.push({ kind: 'library', frames: [frame] });
  }
  return parts;
}

/** The last parts of a path, enough to know the file. */
export function shortPath(path: string): string {
  return path
    .replace(/^file:\/\//, '')
    .split(/[\\/]/)
    .slice(-3)
    .join('/');
}

/** The address that opens a frame in the editor; `undefined` where there is no file, or the template's scheme runs code in this page. */
export function editorLink(frame: StackFrame, { editorLink: template, pathMappings }: Settings): string | undefined {
  if (!frame.path || isLibraryFrame({ ...frame, path: frame.path }) || template === '') return undefined;
  if (/^\s*(?:javascript|data|vbscript|blob):/i.test(template)) return undefined;
  const given = frame.path.replace(/^file:\/\//, '');
  const mapping = pathMappings.find(({ from }) => from !== '' && given.startsWith(from));
  const path = mapping ? mapping.to + given.slice(mapping.from.length) : given;
  const encoded = path.split('/').map(encodeURIComponent).join('/').replace(/%3A/gi, ':');
  return template
    .replaceAll('{path}', encoded.replace(/^\//, template.includes('/{path}') ? '' : '/'))
    .replaceAll('{line}', String(frame.line ?? 1))
    .replaceAll('{column}', '1');
}
