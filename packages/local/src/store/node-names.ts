import { nodeKey, type ServiceNode } from '../trace/service-node.ts';
import type { Database } from './database.ts';

/** The nodes of the map, each with a number that the other tables name it by. */
export class NodeNames {
  readonly #db: Database;
  readonly #keys = new Map<string, number>();
  readonly #nodes = new Map<number, ServiceNode>();

  constructor(db: Database) {
    this.#db = db;
    // A node that was inserted in it has no row any more.
    db.onRollback(() => this.forget());
  }

  /** The number of a node, which is made if need be. */
  keyOf(node: ServiceNode): number {
    const name = nodeKey(node);
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const { key } = this.#db.get<{ key: number }>(UPSERT, node.name, node.type ?? null, node.account) ?? { key: -1 };
    this.#remember(key, node);
    return key;
  }

  /** The node that has a number. */
  node(key: number): ServiceNode {
    const known = this.#nodes.get(key);
    if (known) return known;
    const row = this.#db.get<{ name: string; type: string | null; account: string }>(
      'SELECT name, type, account FROM nodes WHERE key = ?',
      key,
    );
    const node = { name: row?.name ?? '', type: row?.type ?? undefined, account: row?.account ?? '' };
    this.#remember(key, node);
    return node;
  }

  forget(): void {
    this.#keys.clear();
    this.#nodes.clear();
  }

  #remember(key: number, node: ServiceNode): void {
    // A stranger's documents may have any number of names.
    if (this.#keys.size >= MAX_REMEMBERED) this.forget();
    this.#keys.set(nodeKey(node), key);
    this.#nodes.set(key, node);
  }
}

// The update changes nothing: it returns the key of an existing node, too.
const UPSERT = `INSERT INTO nodes (name, type, account) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET name = name RETURNING key`;
const MAX_REMEMBERED = 10_000;
