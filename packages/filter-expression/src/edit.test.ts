import { describe, expect, it } from 'vitest';
import { addTerm, removeTerm } from './edit.ts';
import { format } from './format.ts';
import { parse } from './parse.ts';
import { type FilterTree, negate } from './tree.ts';

describe('addTerm', () => {
  it.each([
    ['', 'fault', 'fault'],
    ['ok', 'user = "ann"', 'ok AND user = "ann"'],
    ['ok AND fault', 'error', 'ok AND fault AND error'],
    ['ok OR fault', 'partial', '(ok OR fault) AND partial'],
    ['ok AND fault', 'ok', 'ok AND fault'],
    ['ok AND !fault', 'fault', 'ok AND fault'],
    ['fault', '!fault', '!fault'],
    ['!(user = "ann") AND ok', 'user = "ann"', 'ok AND user = "ann"'],
  ])('to %j adds %s', (text, term, expected) => {
    expect(format(addTerm(treeOf(text), treeOf(term) as FilterTree))).toBe(expected);
  });
});

describe('removeTerm', () => {
  it.each([
    ['ok AND fault', 'ok', 'fault'],
    ['ok AND fault AND error', 'fault', 'ok AND error'],
    ['ok', 'ok', undefined],
    ['', 'ok', undefined],
    ['ok OR fault', 'ok', 'ok OR fault'],
    ['ok OR fault', 'ok OR fault', undefined],
    ['annotation.a = 1', 'annotation.a = "1"', 'annotation.a = 1'],
  ])('from %j removes %s', (text, term, expected) => {
    const rest = removeTerm(treeOf(text), treeOf(term) as FilterTree);
    expect(rest && format(rest)).toBe(expected);
  });
});

describe('negate', () => {
  it.each([
    ['fault', '!fault'],
    ['!fault', 'fault'],
    ['user = "ann"', '!(user = "ann")'],
    ['ok OR fault', '!(ok OR fault)'],
  ])('turns %s into %s', (text, expected) => {
    expect(format(negate(treeOf(text) as FilterTree))).toBe(expected);
  });
});

function treeOf(text: string): FilterTree | undefined {
  return parse(text).tree;
}
