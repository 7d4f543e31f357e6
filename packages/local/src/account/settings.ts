import type { Settings as ConsoleSettings } from '@otel-xray/console/contract';
import type { Store } from '../store/store.ts';

/** The settings of an account besides traces and sampling rules, by kind. */
interface SettingKinds {
  readonly group: Group;
  /** By the ARN of what they are on. */
  readonly tags: readonly Tag[];
  readonly 'resource-policy': ResourcePolicy;
  readonly 'indexing-rule': IndexingRule;
  readonly 'encryption-config': EncryptionConfig;
  readonly 'segment-destination': SegmentDestination;
  /** Settings of the web console. */
  readonly console: ConsoleSettings;
}

/** A named filter expression. It is evaluated at each query, so a changed expression holds for old traces too. */
export interface Group {
  readonly GroupName: string;
  readonly GroupARN: string;
  /** Absent on a group that holds all traces. */
  readonly FilterExpression?: string;
  readonly InsightsConfiguration: { readonly InsightsEnabled: boolean; readonly NotificationsEnabled: boolean };
}

/** A key and a value on a group or a sampling rule. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A policy on the account's X-Ray; nothing is checked against it here. */
export interface ResourcePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
  /** Counts up with each change. */
  readonly PolicyRevisionId: string;
  /** Epoch seconds. */
  readonly LastUpdatedTime: number;
}

/** How many of the traces AWS would index; here all are. */
export interface IndexingRule {
  readonly Name: string;
  /** Epoch seconds. */
  readonly ModifiedAt: number;
  readonly Rule: {
    readonly Probabilistic: { readonly DesiredSamplingPercentage: number; readonly ActualSamplingPercentage: number };
  };
}

/** The key that AWS would encrypt with; nothing is encrypted here. */
export interface EncryptionConfig {
  readonly KeyId?: string;
  readonly Status: 'ACTIVE';
  readonly Type: 'KMS' | 'NONE';
}

/** Where AWS would put segments; here they are in the store. */
export interface SegmentDestination {
  readonly Destination: 'XRay' | 'CloudWatchLogs';
  readonly Status: 'ACTIVE';
}

/** The settings of the account, kept in the store as JSON. */
export class Settings {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All of a kind, in order of their names. */
  all<K extends keyof SettingKinds>(kind: K): SettingKinds[K][] {
    return this.#store.settings(kind).map((text) => JSON.parse(text));
  }

  /** The one of that name; there is only one of some kinds, which has none. */
  get<K extends keyof SettingKinds>(kind: K, name = ''): SettingKinds[K] | undefined {
    const text = this.#store.setting(kind, name);
    return text === undefined ? undefined : JSON.parse(text);
  }

  put<K extends keyof SettingKinds>(kind: K, name: string, value: SettingKinds[K]): void {
    this.#store.saveSetting(kind, name, JSON.stringify(value));
  }

  remove(kind: keyof SettingKinds, name: string): void {
    this.#store.deleteSetting(kind, name);
  }
}
