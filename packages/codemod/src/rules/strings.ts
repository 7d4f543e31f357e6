import { modulePath } from '../sdk/modules.ts';
import { problem } from '../sdk/problem.ts';
import { isNode, keyOf, type Node, textOf } from '../source/nodes.ts';
import { type Migration, manual } from './migration.ts';

/** Reports what names the SDK or a segment in a way that no rule follows. */
export function reportOthers(m: Migration): void {
  const { source } = m;
  for (const node of m.bindings.declaredTwice)
    manual(m, problem(node, 'R1', 'name that is declared twice', 'It is not clear which one is meant.'));
  const isOfSdk = m.bindings.all.length > 0 || m.bindings.uses.length > 0;
  for (const node of source.nodes) {
    const path = modulePath(textOf(node));
    if (path !== undefined) reportModule(m, node, path);
    if (!isOfSdk) continue;
    if (isNode(node, 'Property') && keyOf(node) === 'XRaySegment')
      manual(
        m,
        problem(node, 'I60', 'XRaySegment', 'The call names its segment.', 'Call it in a context with the span.'),
      );
    if (
      isNode(node, 'MemberExpression') &&
      keyOf(node) === 'segment' &&
      isNode(node.object, 'Identifier') &&
      REQUESTS.test(node.object.name)
    )
      manual(
        m,
        problem(
          node,
          'I60',
          `${node.object.name}.segment`,
          'The middleware of the SDK sets it.',
          'Call trace.getActiveSpan().',
        ),
      );
  }
}

const REQUESTS = /^(?:req|request|ctx|context)$/;

function reportModule(m: Migration, node: Node, path: string): void {
  const parent = m.source.parentOf(node);
  if (isNode(parent, 'ImportDeclaration', 'TSExternalModuleReference')) {
    if (path === 'deep') manual(m, problem(node, 'R1', 'deep import', 'It imports a file of the SDK.'));
    return;
  }
  if (isNode(parent, 'CallExpression') && isNode(parent.callee, 'Identifier') && parent.callee.name === 'require') {
    if (path === 'deep') manual(m, problem(node, 'R1', 'deep import', 'It imports a file of the SDK.'));
    return;
  }
  if (isNode(parent, 'CallExpression')) {
    const { start, end } = parent.callee;
    const callee = m.source.text.slice(start, end);
    manual(m, problem(parent, 'I56', callee, 'It mocks the SDK, or finds it by name.', DOUBLES));
  } else if (isNode(parent, 'ImportExpression'))
    manual(m, problem(parent, 'I54', 'dynamic import', 'The SDK is loaded when the program runs.'));
  else if (isNode(parent, 'ExportNamedDeclaration', 'ExportAllDeclaration'))
    manual(m, problem(parent, 'R1', 're-export', 'Others get the SDK from here.'));
  else manual(m, problem(node, 'R1', 'name of the SDK', 'The name of the module is used as a string.'));
}

const DOUBLES = 'Take it out when the code under test no longer uses the SDK; spans need no double.';
