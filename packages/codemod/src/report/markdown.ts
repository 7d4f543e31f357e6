import type { Finding } from './finding.ts';
import { OUTSIDE, type Totals } from './totals.ts';

/** The report for people, as Markdown. */
export function toMarkdown(findings: readonly Finding[], totals: Totals): string {
  const lines = [
    '# Migration from the X-Ray SDK to OpenTelemetry',
    '',
    `${totals.files} files, ${totals.changed} changed, ${totals.manual} places to look at in ${totals.left} files.`,
  ];
  for (const [title, severity] of SECTIONS) {
    const own = findings.filter((finding) => finding.severity === severity);
    if (own.length === 0) continue;
    lines.push('', `## ${title}`, '', '| place | rule | construct | why | to do |', '| --- | --- | --- | --- | --- |');
    for (const { file, line, column, rule, link, construct, why, todo } of own)
      lines.push(
        `| ${file}:${line}:${column} | [${rule}](${link}) | ${[construct, why, todo].map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`,
      );
  }
  return [...lines, '', '## Outside of the code', '', ...OUTSIDE.map((line) => `- ${line}`), ''].join('\n');
}

const SECTIONS = [
  ['Files that could not be read', 'error'],
  ['Left in the code', 'manual'],
  ['For the set-up', 'setup'],
  ['Rewritten, and different', 'info'],
] as const;
