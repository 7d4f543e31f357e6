import type { Settings } from './settings.ts';

/** In the page as `<script type="application/json" id="boot">`, and answered by `GET /-/boot`. */
export interface Boot {
  /** Of `@otel-xray/local`. */
  readonly version: string;
  /** Made when a store is made and again by a reset: with another id, nothing that the page remembers is there any more. */
  readonly storeId: string;
  /** The server's clock. */
  readonly now: number;
  /** The last change, at which `/-/events?cursor=` continues. */
  readonly cursor: number;
  readonly listening: Listening;
  /** `:memory:` or the folder. */
  readonly dataDir: string;
  readonly retentionDays: number;
  readonly maxStoreBytes: number;
  readonly strict: boolean;
  /** Whether it was started so that `POST /-/forward` works. */
  readonly forwards: boolean;
  readonly settings: Settings;
  /** Documents and frames refused since the start or the last reset, as in `IntakeCounters`. */
  readonly rejected: number;
}

/** Where it listens. */
export interface Listening {
  /** `http://127.0.0.1:2000`, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  /** The number of both sockets. */
  readonly port: number;
  /** The receive buffer for datagrams: as granted by the kernel, and as requested. */
  readonly receiveBufferBytes: number;
  readonly receiveBufferAskedBytes: number;
}
