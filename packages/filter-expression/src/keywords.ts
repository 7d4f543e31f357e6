import type { Operator, RootCauseElement, RootCauseKind, SimpleKeyword, ValueKind } from './tree.ts';

/** The place of a term: directly in the expression, or in a block. */
export type Context = 'trace' | 'service' | 'edge' | `rootcause.${RootCauseKind}.${RootCauseElement}`;

const ROOT_CAUSE_KINDS: readonly RootCauseKind[] = ['responsetime', 'fault', 'error'];
const ROOT_CAUSE_ELEMENTS: readonly RootCauseElement[] = ['service', 'entity', 'exception'];

const inElement = (...elements: readonly RootCauseElement[]): Context[] =>
  ROOT_CAUSE_KINDS.flatMap((cause) => elements.map((element): Context => `rootcause.${cause}.${element}`));

/** The words `rootcause.fault.service` and the like, which are also the contexts of their blocks. */
export const ROOT_CAUSES: readonly Context[] = inElement(...ROOT_CAUSE_ELEMENTS);

const everywhere = ['trace', 'service', 'edge'] as const;
const received = ['trace', 'service'] as const;

/** The fixed keywords: the kind of their values, and their contexts. Source: X-Ray developer guide, "Filter expressions". */
export const KEYWORDS: Readonly<Record<SimpleKeyword, readonly [kind: ValueKind, contexts: readonly Context[]]>> = {
  ok: ['boolean', everywhere],
  error: ['boolean', everywhere],
  fault: ['boolean', everywhere],
  throttle: ['boolean', everywhere],
  partial: ['boolean', everywhere],
  inferred: ['boolean', ['trace', 'service', ...inElement('service')]],
  root: ['boolean', ['service']],
  responsetime: ['number', everywhere],
  duration: ['number', everywhere],
  'http.status': ['number', everywhere],
  'http.url': ['string', everywhere],
  'http.method': ['string', everywhere],
  'http.useragent': ['string', received],
  'http.clientip': ['string', received],
  user: ['string', received],
  availabilityzone: ['string', received],
  'instance.id': ['string', received],
  'resource.arn': ['string', received],
  name: ['string', ['service', ...ROOT_CAUSES]],
  type: ['string', ['service', ...inElement('service')]],
  message: ['string', inElement('exception')],
  first: ['boolean', ROOT_CAUSES],
  last: ['boolean', ROOT_CAUSES],
  index: ['number', ROOT_CAUSES],
  remote: ['boolean', inElement('entity', 'exception')],
  coverage: ['number', ['rootcause.responsetime.entity']],
};

/** The operators that a kind of value knows. */
export const OPERATORS: Readonly<Record<ValueKind, readonly Operator[]>> = {
  boolean: ['=', '!='],
  number: ['=', '!=', '<', '<=', '>', '>='],
  string: ['=', '!=', 'CONTAINS', 'BEGINSWITH', 'ENDSWITH'],
};

/** Every operator, for annotations, whose literal decides. */
export const ALL_OPERATORS: readonly Operator[] = [...new Set(Object.values(OPERATORS).flat())];

/** Whether the word, in lower case, is a fixed keyword. */
export function isSimpleKeyword(word: string): word is SimpleKeyword {
  return Object.hasOwn(KEYWORDS, word);
}

/** Whether annotations are possible in this context. */
export function knowsAnnotations(context: Context): boolean {
  return context === 'trace' || context === 'service' || context === 'edge';
}

/** The possible beginnings of an operand in this context, as one would type it. */
export function operandsIn(context: Context): string[] {
  const names = (Object.keys(KEYWORDS) as SimpleKeyword[]).filter((name) => KEYWORDS[name][1].includes(context));
  if (!knowsAnnotations(context)) return names;
  if (context !== 'trace') return [...names, 'annotation.'];
  const parts = ['service(', 'edge(', 'group.name', 'group.arn', ...ROOT_CAUSES, 'rootcause.json'];
  return [...names, 'annotation.', ...parts];
}
