import type { Use } from '../sdk/bindings.ts';
import { problem } from '../sdk/problem.ts';
import { TYPES } from '../sdk/segments.ts';
import { isNode, type Node } from '../source/nodes.ts';
import { active } from './active.ts';
import { capture } from './capture.ts';
import { DROPPED, drop, dropMiddleware } from './drop.ts';
import type { Migration } from './migration.ts';
import { namespace, setSegment } from './namespace.ts';
import { type Rule, stays } from './plan.ts';
import { made } from './roots.ts';
import { segmentType } from './types.ts';
import { unwrap } from './unwrap.ts';

/** Path of a part of the SDK → its rule. */
const RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(DROPPED.map((path) => [path, drop])),
  'express.openSegment': dropMiddleware,
  'express.closeSegment': dropMiddleware,
  captureAWS: unwrap,
  captureAWSClient: unwrap,
  captureAWSv3Client: unwrap,
  captureHTTPs: unwrap,
  captureMySQL: unwrap,
  capturePostgres: unwrap,
  captureFetchModule: unwrap,
  captureFunc: capture,
  captureAsyncFunc: capture,
  getSegment: active,
  getNamespace: namespace,
  setSegment,
};

/** The rule for a use. A use without one stays, with a reason. */
export function ruleOf(m: Migration, use: Use): Rule {
  const { path, call, node } = use;
  const parent = m.source.parentOf(node);
  if (isNode(parent, 'AssignmentExpression') && parent.left === node)
    return (_m, _segments, each) =>
      stays(each, problem(parent, 'D22', `${path} is assigned`, 'It patches an object that others share.'));
  if (TYPES.has(path)) return isNode(call, 'NewExpression') ? made : typeRule(m, node);
  if (path === '') return whole;
  return RULES[path] ?? unknown;
}

function typeRule(m: Migration, node: Node): Rule {
  const parent = m.source.parentOf(node);
  const isType = isNode(parent, 'TSTypeReference', 'TSQualifiedName');
  return isType ? segmentType : made;
}

/** The SDK itself as a value; `X.Segment` of a type has it on the left. */
const whole: Rule = (m, segments, use) => {
  const parent = m.source.parentOf(use.node);
  if (isNode(parent, 'TSQualifiedName') && isNode(parent.right, 'Identifier') && TYPES.has(parent.right.name))
    return segmentType(m, segments, { ...use, path: parent.right.name });
  const name = isNode(use.root, 'Identifier') ? use.root.name : 'require';
  if (isNode(parent, 'ExpressionStatement'))
    return {
      use,
      rewrite: () => {
        m.removals.add(parent);
        m.gone.add(use.root);
      },
    };
  return stays(
    use,
    problem(use.node, 'R1', `${name} as a value`, 'The SDK itself is passed on, exported, or indexed by a name.', SDK),
  );
};

const SDK = 'Hand on what the other code needs of it, or keep the SDK there behind the drop-in package.';

const unknown: Rule = (_m, _segments, use) =>
  stays(use, problem(use.call ?? use.node, 'R5', use.path, 'There is no call of OpenTelemetry that does the same.'));
