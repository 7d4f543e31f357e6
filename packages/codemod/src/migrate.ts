import { basename } from 'node:path';
import MagicString from 'magic-string';
import { type Finding, toFinding } from './report/finding.ts';
import { writeImports } from './rules/imports.ts';
import { findLeftovers, removeNodes } from './rules/leftovers.ts';
import { rewriteSegments } from './rules/methods.ts';
import { type Migration, manual } from './rules/migration.ts';
import type { Plan } from './rules/plan.ts';
import { ruleOf } from './rules/rules.ts';
import { reportOthers } from './rules/strings.ts';
import { findBindings } from './sdk/bindings.ts';
import { mentionsSdk } from './sdk/modules.ts';
import type { Problem } from './sdk/problem.ts';
import { findSegments, spreadProblems, targetOf } from './sdk/segments.ts';
import { toShims } from './shim.ts';
import { ApiNames } from './source/api-names.ts';
import type { MigrateOptions } from './source/options.ts';
import { ParseError, readSource } from './source/source.ts';

/** A rewritten file. */
export interface Migrated {
  /** The input, byte by byte, where nothing changes. */
  readonly code: string;
  readonly changed: boolean;
  readonly findings: readonly Finding[];
}

/**
 * Rewrites one file from the X-Ray SDK to OpenTelemetry's API. Code that cannot be rewritten keeps working, with its import and a finding
 * of severity `manual`. A file that cannot be parsed, before or after, stays whole and has a finding of severity `error`. Never throws.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-migration.html
 * @param file its extension says how it is read: `.js .cjs .mjs .jsx .ts .cts .mts .tsx`
 * @example
 * const { code, findings } = migrate('src/cart.js', readFileSync('src/cart.js', 'utf8'));
 */
export function migrate(file: string, text: string, options: MigrateOptions = {}): Migrated {
  const unchanged: Migrated = { code: text, changed: false, findings: [] };
  if (!mentionsSdk(text)) return unchanged;
  try {
    const migrated = options.mode === 'shim' ? toShims(file, text) : rewrite(file, text, options);
    if (migrated.changed) readSource(file, migrated.code);
    return /\.d\.[cm]?ts$/.test(file) ? { ...migrated, code: text, changed: false } : migrated;
  } catch (error) {
    const offset = error instanceof ParseError ? error.offset : 0;
    const why = error instanceof Error ? error.message : String(error);
    const said = { rule: 'R1', construct: 'file', why, todo: 'Nothing was changed in this file.' };
    return { ...unchanged, findings: [toFinding(file, text, { severity: 'error', offset, ...said })] };
  }
}

function rewrite(file: string, original: string, options: MigrateOptions): Migrated {
  const source = readSource(file, original);
  const bindings = findBindings(source);
  const text = new MagicString(original);
  const tracerName = options.tracerName ?? basename(file).replace(/\..*$/, '');
  const m: Migration = {
    source,
    bindings,
    text,
    edits: [],
    remarks: [],
    gone: new Set(),
    removals: new Set(),
    indented: [],
    options: { tracerName, annotations: options.annotations ?? 'inline', mode: 'api' },
    api: new ApiNames(source),
  };

  if (bindings.declaredTwice.length > 0) {
    reportOthers(m);
    return { code: original, changed: false, findings: m.remarks.map((each) => toFinding(file, original, each)) };
  }

  // 1. Decide about every use; segments carry what stays to all that belongs to them.
  const segments = findSegments(source, bindings);
  const plans: Plan[] = bindings.uses.map((use) => ruleOf(m, use)(m, segments, use));
  for (const { use, problem, segment, segments: more = [] } of plans) {
    const target = use.call && targetOf(source, use.call);
    const given = segment ?? (target && segments.ofNode(target));
    if (problem) for (const each of given ? [given, ...more] : more) each.problem ??= problem;
  }
  spreadProblems(segments.byVariable.values());

  // 2. Rewrite what can be.
  for (const plan of plans) if (problemOf(plan) === undefined) plan.rewrite();
  rewriteSegments(m, segments);

  // 3. Find what is gone then, and say what stays.
  const { nodes, firstImport } = findLeftovers(m);
  const isGone = ({ node }: Problem): boolean => nodes.some((gone) => gone.start <= node.start && node.end <= gone.end);
  const found = [...plans.map(problemOf), ...[...segments.byVariable.values()].map(({ problem }) => problem)];
  const problems = found.filter((each) => each !== undefined).filter((each) => !isGone(each));
  for (const problem of problems) manual(m, problem);
  reportOthers(m);

  // 4. Change the text, smaller ranges first.
  m.edits.sort((a, b) => a.node.end - a.node.start - (b.node.end - b.node.start));
  for (const { apply } of m.edits) apply();
  removeNodes(m, nodes, firstImport);
  writeImports(m, firstImport);

  const code = text.toString();
  const findings = m.remarks.sort((a, b) => a.offset - b.offset).map((each) => toFinding(file, original, each));
  return { code, changed: code !== original, findings };
}

/** The reason for which a use stays: its own, or that of a segment on which it depends. */
function problemOf({ problem, segment, segments = [] }: Plan): Problem | undefined {
  return problem ?? segment?.problem ?? segments.find((each) => each.problem)?.problem;
}
