import type { ComponentChildren, JSX } from 'preact';
import type { EntityAnswer, TraceEntity } from '../../contract/index.ts';
import { objectIn, textIn } from '../../model/json-value.ts';
import { resourceType } from '../../model/resource-type.ts';
import { formatRoute } from '../../model/route.ts';
import { selfTime } from '../../model/self-time.ts';
import { formatClock } from '../../model/time.ts';
import { endOf } from '../../model/tree.ts';
import { formatCount, formatDuration, formatMicros, formatShare } from '../../model/units.ts';
import { extent, failures, links, roles, select, shown, traceNow, tree } from '../../state/trace.ts';
import { PathLead } from './path-lead.tsx';

/** Times, share of the response, request, and who called and is called. */
export function OverviewTab({ answer }: { answer: EntityAnswer }): JSX.Element {
  const { entity, document } = answer;
  const now = traceNow.value;
  const end = endOf(entity, now);
  const root = shown.value?.root === undefined ? undefined : tree.value.byId.get(shown.value.root);
  const response = root ? endOf(root, now) - root.start : 0;
  const own = selfTime(tree.value, entity, now);
  const role = roles.value.get(entity.id);
  const http = objectIn(document['http']);
  const request = objectIn(http['request']);
  const response_ = objectIn(http['response']);
  const aws = objectIn(document['aws']);
  const retries = aws['retries'];
  const again = alike(entity);
  return (
    <div class="stack">
      <PathLead entity={entity} response={response} />
      {role === 'origin' && <p class="status-fault">The failure began here.</p>}
      {role === 'passed' && (
        <p>
          The failure began further down:{' '}
          <button type="button" class="link" onClick={() => select(originBelow(entity.id), { tab: 'exceptions' })}>
            go there
          </button>
        </p>
      )}
      <dl class="facts">
        <Fact label="Kind">{kindOf(entity)}</Fact>
        {entity.node && (
          <Fact label="Node">
            <bdi>{entity.node.name}</bdi>
            {entity.node.type !== undefined && (
              <span class="muted">
                {' '}
                {resourceType(entity.node.type).label} · {entity.node.type}
              </span>
            )}
          </Fact>
        )}
        <Fact label="Start">
          {formatClock(entity.start, 6)}{' '}
          {entity.start > extent.value.start && (
            <span class="muted">{formatDuration(entity.start - extent.value.start)} after the first</span>
          )}
        </Fact>
        <Fact label="Duration">
          {formatMicros(end - entity.start)}
          {entity.end === undefined && <span class="status-open"> and going on</span>}
          {response > 0 && <span class="muted"> {formatShare((end - entity.start) / response)} of the response</span>}
        </Fact>
        <Fact label="Self time">
          {formatMicros(own)} <span class="muted">{formatShare(own / Math.max(1, end - entity.start))} of it</span>
        </Fact>
        {textIn(request['url']) !== undefined && (
          <Fact label="Request">
            {textIn(request['method'])} <bdi class="wrap">{textIn(request['url'])}</bdi>
          </Fact>
        )}
        {response_['status'] !== undefined && (
          <Fact label="Status">
            {String(response_['status'])}
            {response_['content_length'] !== undefined && (
              <span class="muted"> {String(response_['content_length'])} bytes</span>
            )}
          </Fact>
        )}
        {textIn(request['user_agent']) !== undefined && <Fact label="User agent">{textIn(request['user_agent'])}</Fact>}
        {textIn(request['client_ip']) !== undefined && <Fact label="Client">{textIn(request['client_ip'])}</Fact>}
        {entity.operation !== undefined && (
          <Fact label="Operation">
            {entity.operation} {entity.resource !== undefined && <bdi class="muted">{entity.resource}</bdi>}
          </Fact>
        )}
        <AwsFact members={aws} />
        {retries !== undefined && Number(retries) > 0 && <Fact label="Retries">{String(retries)}</Fact>}
        {textIn(document['user']) !== undefined && <Fact label="User">{textIn(document['user'])}</Fact>}
        <Fact label="Flags">
          <Flags entity={entity} isSpan={answer.translation !== undefined} />
        </Fact>
        <Fact label="Id">
          <span class="mono">{entity.id}</span>
        </Fact>
        {entity.parent !== undefined && (
          <Fact label="Parent">
            <EntityLink id={entity.parent} />
          </Fact>
        )}
        {again.length > 0 && (
          <Fact label="Same call">
            <span class="same-calls">
              {again.slice(0, 5).map((other) => (
                <EntityLink
                  key={other.id}
                  id={other.id}
                  label={`${formatDuration(endOf(other, now) - other.start)} at ${formatDuration(other.start - extent.value.start)}`}
                />
              ))}
              {again.length > 5 && <span class="muted">and {formatCount(again.length - 5)} more</span>}
            </span>
          </Fact>
        )}
      </dl>
      <EntityLinks id={entity.id} />
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

const HAS_OWN_FACT: ReadonlySet<string> = new Set(['operation', 'retries']);

/** The called resource, beside the operation; the blocks of the place where it ran are a tab of their own. */
function AwsFact({ members }: { members: Readonly<Record<string, unknown>> }): JSX.Element | null {
  const single = Object.entries(members).filter(
    ([key, value]) => !HAS_OWN_FACT.has(key) && (typeof value === 'string' || typeof value === 'number'),
  );
  if (single.length === 0) return null;
  return (
    <Fact label="AWS">
      {single.map(([key, value]) => (
        <div key={key}>
          <span class="muted">{key}</span> <bdi class="wrap">{String(value)}</bdi>
        </div>
      ))}
    </Fact>
  );
}

/** Flags and what set them; the duration shows that something is open. */
function Flags({ entity, isSpan }: { entity: TraceEntity; isSpan: boolean }): JSX.Element {
  const set = entity.flags.filter((flag) => flag !== 'partial');
  if (set.length === 0) return <span class="muted">none</span>;
  return (
    <>
      {set.join(', ')}{' '}
      <span class="muted">
        {entity.kind === 'inferred'
          ? 'as the call to it has'
          : isSpan
            ? 'set by the translation, from the status of the span and of HTTP'
            : 'set by the document'}
      </span>
    </>
  );
}

function EntityLink({ id, label }: { id: string; label?: string }): JSX.Element {
  const name = tree.value.byId.get(id)?.name;
  return (
    <button type="button" class="link" disabled={name === undefined} onClick={() => select(id)}>
      <bdi>{label ?? name ?? `${id}, not received`}</bdi>
    </button>
  );
}

function EntityLinks({ id }: { id: string }): JSX.Element | null {
  const own = (links.data.value?.links ?? []).filter(({ entity }) => entity === id);
  if (own.length === 0) return null;
  return (
    <section>
      <h3>Links</h3>
      {own.map(({ direction, traceId, otherEntity, trace }) => (
        <p key={direction + traceId + otherEntity}>
          {direction === 'to' ? 'to ' : 'from '}
          <a href={formatRoute({ page: 'trace', ids: [traceId], query: { select: otherEntity } })}>
            {trace?.root?.name ?? traceId} {trace && formatClock(trace.start)}
          </a>
          {!trace && <span class="muted"> not in this store</span>}
        </p>
      ))}
    </section>
  );
}

function kindOf({ kind, namespace }: TraceEntity): string {
  const call = namespace === 'aws' ? ', calls AWS' : namespace === 'remote' ? ', calls another service' : '';
  switch (kind) {
    case 'segment':
      return 'segment';
    case 'inferred':
      return 'inferred segment: made from the call, nothing was received from it';
    case 'waiting':
      return `subsegment whose parent was not received${call}`;
    case 'subsegment':
      return `subsegment${call}`;
  }
}

/** Other calls of the same thing below the same parent: retries, or a loop. */
function alike(entity: TraceEntity): readonly TraceEntity[] {
  if (entity.parent === undefined || entity.namespace === undefined) return [];
  return (tree.value.children.get(entity.parent) ?? []).filter(
    (other) =>
      other.id !== entity.id &&
      other.name === entity.name &&
      other.operation === entity.operation &&
      other.resource === entity.resource,
  );
}

function originBelow(id: string): string | undefined {
  const isBelow = (other: string): boolean => {
    for (
      let at = tree.peek().byId.get(other);
      at;
      at = at.parent === undefined ? undefined : tree.peek().byId.get(at.parent)
    )
      if (at.id === id) return true;
    return false;
  };
  return failures.peek().find((other) => roles.peek().get(other) === 'origin' && isBelow(other));
}
