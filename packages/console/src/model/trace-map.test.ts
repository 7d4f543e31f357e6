import { expect, it } from 'vitest';
import { makeEntity } from '../../test/make-entity.ts';
import { entityOfEdge, entityOfNode, nodeOfEntity } from './trace-map.ts';
import { toTree } from './tree.ts';

const node = (id: string) => ({ id, name: id, account: '0' });
const tree = toTree([
  makeEntity({ id: 'web', kind: 'segment', owner: 'web', node: node('WEB') }),
  makeEntity({ id: 'read', parent: 'web', owner: 'web' }),
  makeEntity({ id: 'table', parent: 'read', owner: 'table', kind: 'inferred', node: node('TABLE') }),
  makeEntity({ id: 'call', parent: 'web', owner: 'web' }),
  makeEntity({ id: 'api', parent: 'call', owner: 'api', kind: 'segment', node: node('API') }),
  makeEntity({ id: 'work', parent: 'api', owner: 'api' }),
  makeEntity({ id: 'save', parent: 'api', owner: 'api' }),
  makeEntity({ id: 'again', parent: 'save', owner: 'again', kind: 'inferred', node: node('TABLE') }),
  makeEntity({ id: 'function', parent: 'api', owner: 'function', kind: 'segment', node: node('FUNCTION') }),
]);

it.each([
  ['web', 'WEB'],
  ['call', 'WEB'],
  ['read', 'TABLE'],
  ['table', 'TABLE'],
  ['work', 'API'],
  ['gone', undefined],
])('%s is at the node %s', (id, expected) => expect(nodeOfEntity(tree, id)).toBe(expected));

it.each([
  ['API', 'api'],
  ['TABLE', 'table'],
  ['the client', 'web'],
])('%s is the entity %s', (id, expected) => expect(entityOfNode(tree, id)).toBe(expected));

it.each([
  ['WEB', 'API', 'call'],
  ['WEB', 'TABLE', 'read'],
  ['API', 'TABLE', 'save'],
  ['API', 'FUNCTION', 'function'],
  ['the client', 'WEB', 'web'],
  ['WEB', 'nobody', undefined],
])('the line from %s to %s is the entity %s', (from, to, expected) =>
  expect(entityOfEdge(tree, { from, to })).toBe(expected),
);
