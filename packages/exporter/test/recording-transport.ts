import type { ExportResponse, Transport } from '../src/transports/transport.ts';

/** A document as it was handed over. */
export interface SentDocument {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
  readonly parent_id?: string;
  readonly in_progress?: boolean;
  readonly aws?: Record<string, unknown>;
  readonly metadata?: Record<string, Record<string, unknown>>;
  readonly subsegments?: readonly SentDocument[];
}

/** Stores the sent documents, and answers as given. */
export class RecordingTransport implements Transport {
  readonly documents: SentDocument[] = [];
  shutdowns = 0;
  answer: (documents: readonly SentDocument[]) => ExportResponse | Promise<ExportResponse> = () => ({
    status: 'success',
  });

  async send(documents: readonly Uint8Array[]): Promise<ExportResponse> {
    const read = documents.map((document): SentDocument => JSON.parse(new TextDecoder().decode(document)));
    const response = await this.answer(read);
    if (response.status === 'success') this.documents.push(...read);
    return response;
  }

  async shutdown(): Promise<void> {
    this.shutdowns++;
  }

  /** Names as a tree: `root(child, child(grandchild))`. */
  get trees(): string[] {
    return this.documents.map(toTree);
  }
}

function toTree({ name, subsegments = [] }: SentDocument): string {
  return subsegments.length === 0 ? name : `${name}(${subsegments.map(toTree).join(', ')})`;
}
