import { readFile } from 'node:fs/promises';
import type { ImportAnswer } from '@otel-xray/console/contract';
import type { Command } from 'commander';
import { startLocalXRay } from '../server/local-xray.ts';
import { counted, printLines } from './print.ts';
import { parsePort, runUntilStopped } from './start.ts';

/** `xray-local open <file>`: shows the traces of a file, in an instance of its own that keeps nothing. */
export function addOpenCommand(program: Command): void {
  program
    .command('open')
    .description('shows the traces of a file in an instance of its own, which keeps nothing')
    .argument('<file>', 'what export wrote, or anything else that import reads')
    .option('--port <number>', 'UDP and TCP port; 0 picks a free one', parsePort, 0)
    .action(async (file: string, { port }: { port: number }) => {
      const text = await readFile(file, 'utf8');
      const xray = await startLocalXRay({
        port,
        // Old traces are not swept away, however old they are.
        retentionDays: MAX_DAYS,
        maxRequestBytes: Math.max(Buffer.byteLength(text), 2 ** 24),
      });
      const response = await fetch(`${xray.url}/-/import`, { method: 'POST', body: text });
      if (!response.ok) {
        await xray.close();
        throw new Error(`${file}: ${((await response.json()) as { message: string }).message}`);
      }
      const { traces, documents, rejected } = (await response.json()) as ImportAnswer;
      printLines([
        `${counted(traces, 'traces')}, ${counted(documents, 'documents')} of ${file}`,
        ...rejected.map(({ reason, message }) => `refused: ${reason}: ${message}`),
        '',
      ]);
      await runUntilStopped(xray, ':memory:', new URL(xray.url).hostname);
    });
}

const MAX_DAYS = 36_500;
