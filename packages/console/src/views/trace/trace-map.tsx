import type { JSX } from 'preact';
import { entityOfEdge, entityOfNode, nodeOfEntity } from '../../model/trace-map.ts';
import { select, selected, traceGraph, tree } from '../../state/trace.ts';
import { Broken } from '../../ui/broken.tsx';
import { MapView } from '../service-map/map-view.tsx';

/** The map of this trace alone: the node of the selected entity is marked, and a click on a node or a line selects its entity. */
export function TraceMap(): JSX.Element | null {
  const graph = traceGraph.data.value;
  const problem = traceGraph.problem.value;
  if (problem) return <Broken what="The map of this trace cannot be read" error={problem.message} />;
  if (!graph) return null;
  const onSelectEdge = (id: string): void => {
    const edge = graph.edges.find((each) => each.id === id);
    if (edge) select(entityOfEdge(tree.peek(), edge));
  };
  return (
    <div class="trace-map">
      <MapView
        graph={graph}
        selectedId={nodeOfEntity(tree.value, selected.value)}
        onSelectNode={(id) => select(entityOfNode(tree.peek(), id))}
        onSelectEdge={onSelectEdge}
        hops={Number.POSITIVE_INFINITY}
        focus={undefined}
        folds={false}
        isSmall
      />
    </div>
  );
}
