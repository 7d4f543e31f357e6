import type { EntityFields, SegmentDocument } from '@otel-xray/format';

/** Stands for: which documents there are, and what is inside what. */
const DOCUMENTS = '$documents';

/** Ids made by the translator in these comparisons: all begin alike, so that they can be told from those of spans. */
export function recognisableIds(): { generateSpanId(): string } {
  let made = 0;
  return { generateSpanId: () => `feed${(++made).toString(16).padStart(12, '0')}` };
}

/**
 * The members in which the entities of two answers to the same spans differ, as paths: `http.request.url`,
 * `metadata.default.otel.span.kind`. Entities are matched by id, wherever they stand; a list counts as one member, and ids that are
 * no span's count as equal.
 */
export function changedPaths(
  before: readonly SegmentDocument[],
  after: readonly SegmentDocument[],
  spanIds: ReadonlySet<string>,
): Set<string> {
  const paths = new Set<string>();
  if (JSON.stringify(before) === JSON.stringify(after)) return paths;
  const one = entitiesOf(withoutMadeIds(before, spanIds));
  const other = entitiesOf(withoutMadeIds(after, spanIds));
  const places = [one, other].map((entities) => JSON.stringify(entities.map(({ id, inside }) => [id, inside])));
  if (places[0] !== places[1]) paths.add(DOCUMENTS);
  for (const { id, own } of one) {
    const same = other.find((entity) => entity.id === id);
    if (same !== undefined) collect(own, same.own, '', paths);
  }
  return paths;
}

interface PlacedEntity {
  readonly id: string;
  /** The id of the entity it stands in; empty for a document of its own. */
  readonly inside: string;
  readonly own: object;
}

function entitiesOf(documents: readonly SegmentDocument[]): PlacedEntity[] {
  const found: PlacedEntity[] = [];
  const visit = ({ subsegments = [], ...own }: EntityFields, inside: string): void => {
    found.push({ id: own.id, inside, own });
    for (const child of subsegments) visit(child, own.id);
  };
  for (const document of documents) visit(document, '');
  return found;
}

/** The segment made for the service of a split span has an id of its own kind in each answer; ids of exceptions are alike anyway. */
function withoutMadeIds(documents: readonly SegmentDocument[], spanIds: ReadonlySet<string>): SegmentDocument[] {
  let text = JSON.stringify(documents);
  for (const { id, subsegments } of documents) {
    if (typeof id !== 'string' || spanIds.has(id)) continue;
    const call = subsegments?.[0]?.id ?? documents.find((each) => each.parent_id === id)?.id;
    text = text.replaceAll(id, `service of ${call}`);
  }
  return JSON.parse(text.replaceAll(/feed[0-9a-f]{12}/g, 'made'));
}

function collect(before: unknown, after: unknown, path: string, paths: Set<string>): void {
  if (isObject(before) || isObject(after)) {
    const one = isObject(before) ? before : {};
    const other = isObject(after) ? after : {};
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    // An object that is empty in one answer and missing in the other, or no object there.
    if (isObject(before) !== isObject(after) && (keys.size === 0 || (before !== undefined && after !== undefined)))
      paths.add(path);
    for (const key of keys) collect(one[key], other[key], path === '' ? key : `${path}.${key}`, paths);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    paths.add(path);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
