/** `POST /-/reset` forgets everything. `GET /-/database` is a snapshot file of the store, SQLite. */
export interface ResetAnswer {
  readonly storeId: string;
}
