import { post } from '../../api/client.ts';
import type { ForwardAnswer } from '../../contract/index.ts';
import { say } from '../../state/toasts.ts';

/** Sends a trace on to real X-Ray, and says what became of it. */
export async function forward(id: string): Promise<void> {
  try {
    const { sent, unprocessed } = await post<ForwardAnswer>('/-/forward', { ids: [id] });
    const refused = unprocessed[0] ? `; refused: ${unprocessed[0].code} ${unprocessed[0].message}` : '';
    say(`${sent} ${sent === 1 ? 'document' : 'documents'} sent${refused}`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}
