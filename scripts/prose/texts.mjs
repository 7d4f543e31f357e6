// Prose in a file: paragraphs of Markdown; comments, messages and test names of a program. Each with the place where it begins.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { parseSync, Visitor } from 'oxc-parser';

/** Code and addresses are no prose, but stand for one word of a sentence. */
const CODE = new Set(['inlineCode', 'html', 'image']);

/** A front matter is settings of the site; empty lines keep the numbers of those below. */
const withoutFrontMatter = (source) =>
  source.replace(/^---\n[\s\S]*?\n---\n/, (matter) => matter.replaceAll(/[^\n]/g, ''));

const parseMarkdown = (source) =>
  fromMarkdown(withoutFrontMatter(source), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

const wordsOf = (node) => {
  if (CODE.has(node.type)) return 'Code';
  if (node.type === 'break') return ' ';
  return node.value ?? node.children?.map(wordsOf).join('') ?? '';
};

/** @returns {{ line: number, text: string }[]} */
export const markdownTexts = (source) => {
  const texts = [];
  const visit = (node) => {
    if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell')
      texts.push({ line: node.position.start.line, text: wordsOf(node).replaceAll('\n', ' ') });
    else for (const child of node.children ?? []) visit(child);
  };
  visit(parseMarkdown(source));
  return texts;
};

const lineStarts = (source) => {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

const lineOf = (starts, offset) => {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
};

/** A comment without its frame, its code and its examples. */
const commentText = (value) =>
  value
    .replace(/^\s*\*+ ?/gm, '')
    .replace(/@example[\s\S]*?(?=\n\s*@|$)/g, '')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`]*`/g, 'Code')
    // An address on a line of its own is a sentence.
    .replace(/^\s*https?:\/\/\S+$/gm, 'Code.')
    .replace(/https?:\/\/\S+/g, 'Code')
    // Each tag begins a sentence, and so does the source.
    .replace(/\.?\n(?=Source:)/g, '.\n')
    .replace(/\.?\n\s*@(\w)/g, (_match, letter) => `.\n${letter.toUpperCase()}`)
    .trim();

const DIRECTIVE = /^(?:biome-|@ts-|eslint|@__PURE__|@vite|v8 ignore|\/ <reference|!)/;

/** Line comments that follow each other are one paragraph. */
const joined = (comments, starts, source) => {
  const texts = [];
  for (const { type, value, start, end } of comments) {
    if (DIRECTIVE.test(value.trim())) continue;
    const line = lineOf(starts, start);
    const last = texts.at(-1);
    const follows = last?.type === 'Line' && type === 'Line' && /^\n[ \t]*$/.test(source.slice(last.end, start));
    if (follows) {
      last.value += `\n${value}`;
      last.end = end;
    } else texts.push({ type, value, line, end });
  }
  return texts.map(({ value, line }) => ({ line, text: commentText(value).replaceAll(/\s+/g, ' ') }));
};

/** A string that a person reads: words with spaces, no markup and no program. */
const isProse = (text) =>
  /^[\p{L}\p{N}"'(]/u.test(text) && text.split(' ').length >= 4 && !/[{}=<>;]|\bSELECT\b|\bFROM\b/.test(text);

/** @returns {{ line: number, text: string }[]} */
export const sourceTexts = (path, source) => {
  const { program, comments } = parseSync(path, source);
  const starts = lineStarts(source);
  const texts = joined(comments, starts, source);
  const add = (text, start) => {
    if (isProse(text)) texts.push({ line: lineOf(starts, start), text });
  };
  new Visitor({
    Literal: ({ value, start }) => typeof value === 'string' && add(value, start),
    TemplateLiteral: ({ quasis, start }) => add(quasis.map(({ value }) => value.cooked ?? '').join('Code'), start),
    JSXText: ({ value, start }) => add(value.trim().replaceAll(/\s+/g, ' '), start),
  }).visit(program);
  return texts;
};

/** @returns {string[]} the targets of the links and images of a Markdown text */
export const markdownLinks = (source) => {
  const links = [];
  const visit = (node) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') links.push(node.url);
    for (const child of node.children ?? []) visit(child);
  };
  visit(parseMarkdown(source));
  return links;
};
