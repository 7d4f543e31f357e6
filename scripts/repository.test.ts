import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { markdownLinks } from './prose/texts.mjs';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const filesOf = (...patterns: string[]): string[] => {
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', ...patterns], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout
    .trim()
    .split('\n')
    .filter((path) => existsSync(join(root, path)));
};
const scripts = Object.keys(JSON.parse(read('package.json')).scripts);

/** The anchor that GitHub gives a heading: https://github.com/gjtorikian/html-pipeline's rule. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/<[^>]*>/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
const anchorsOf = (markdown: string): string[] => {
  const text = markdown.replaceAll(/```[\s\S]*?```/g, '');
  const given = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return [...given, ...[...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))];
};

/** The document that a link to a file or a folder opens. */
const documentOf = (target: string): string =>
  existsSync(join(root, target, 'README.md')) ? join(target, 'README.md') : target;

describe('files of the repository', () => {
  it.each(filesOf('*.yml', '*.yaml'))('%s is YAML', (path) => {
    // CloudFormation's own tags (`!GetAtt`) are not the parser's.
    for (const { errors } of parseAllDocuments(read(path), { logLevel: 'error' })) expect(errors).toEqual([]);
  });

  it.each(filesOf('README.md', 'CONTRIBUTING.md', 'AGENTS.md', 'docs/*.md', '.github/workflows/*.yml', '.ci/run'))(
    '%s names scripts that exist',
    (path) => {
      const named = [...read(path).matchAll(/\bnpm (?:run ([a-z:-]+)|(test)\b)/g)].map(
        ([, script, test]) => script ?? test,
      );
      expect(scripts).toEqual(expect.arrayContaining(named));
    },
  );
});

describe('links between documents', () => {
  it.each(filesOf('*.md'))('%s leads to files and headings that exist', (path) => {
    const broken = markdownLinks(read(path)).filter((url) => {
      if (/^[a-z]+:/i.test(url)) return false;
      const [file = '', anchor] = url.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(root, target))) return true;
      const document = documentOf(target);
      return anchor !== undefined && document.endsWith('.md') && !anchorsOf(read(document)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
