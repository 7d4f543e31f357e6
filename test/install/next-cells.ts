import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { installLocked } from '../../scripts/install-locked.mjs';
import type { Cell } from './cell.ts';
import { installClosure } from './closure.ts';
import { PROGRAMS } from './programs.ts';

const next = join(import.meta.dirname, 'next');

const FILES: Readonly<Record<string, string>> = {
  'instrumentation.ts': `export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./tracing');
}
`,
  'app/layout.tsx': `export default function Layout({ children }: { children: React.ReactNode }) {
  return <html><body>{children}</body></html>;
}
`,
  'app/page.tsx': 'export default function Page() {\n  return <p>hello</p>;\n}\n',
};

/** `next build` with the exporter program in `instrumentation.ts`, without `serverExternalPackages`. */
export const nextCells: readonly Cell[] = ['--turbopack', '--webpack'].map((option) => ({
  group: 'Next.js',
  name: `next build ${option}`,
  async run(projects) {
    installLocked(next);
    const project = projects.create('next');
    cpSync(next, project.path, { recursive: true, verbatimSymlinks: true });
    const { packages, text } = PROGRAMS.find(({ name }) => name === 'exporter')!;
    installClosure(project.path, packages);
    for (const [file, content] of Object.entries(FILES)) project.write(file, content);
    project.write('tracing.ts', text);
    const args = [join('node_modules', 'next', 'dist', 'bin', 'next'), 'build', option];
    const { stdout, stderr } = await project.run('node', args, { env: { NEXT_TELEMETRY_DISABLED: '1' } });
    const ours = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('@otel-xray/'));
    if (ours.length > 0) throw new Error(ours.join('\n'));
    return 'builds without a warning that names us';
  },
}));
