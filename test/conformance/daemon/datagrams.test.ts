import { createSocket, type Socket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDocument, parseDatagram } from '@otel-xray/format';
import { type LocalXRay, startLocalXRay } from '@otel-xray/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Recording {
  readonly name: string;
  readonly datagram_base64: string;
  readonly forwarded: readonly string[];
}

const recordings = readFileSync(join(import.meta.dirname, 'datagrams.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recording);
const bytesOf = ({ datagram_base64 }: Recording): Buffer => Buffer.from(datagram_base64, 'base64');

describe('parseDatagram, as daemon 3.6.6', () => {
  it.each(recordings)('$name', (recording) => {
    const parsed = parseDatagram(bytesOf(recording));
    expect('document' in parsed ? [parsed.document] : []).toEqual(recording.forwarded);
  });
});

describe('Local X-Ray, through a socket', () => {
  let xray: LocalXRay;
  let socket: Socket;
  beforeAll(async () => {
    xray = await startLocalXRay({ port: 0, now: () => 1_700_000_100_000 });
    socket = createSocket('udp4');
  });
  afterAll(async () => {
    socket.close();
    await xray.close();
  });

  it.each(recordings)('$name', async (recording) => {
    await xray.reset();
    await new Promise((resolve) => socket.send(bytesOf(recording), xray.udpPort, '127.0.0.1', resolve));
    // Datagrams of one sender arrive in order here: once this one is there, the recorded one was looked at.
    const last = {
      trace_id: '1-6553f100-ffffffffffffffffffffffff',
      id: 'f'.repeat(16),
      name: 'last',
      start_time: 1,
      end_time: 2,
    };
    socket.send(`{"format":"json","version":1}\n${JSON.stringify(last)}`, xray.udpPort, '127.0.0.1');
    await xray.waitFor(last.trace_id);

    const good = recording.forwarded.reduce((count, text) => count + goodDocuments(text), 0);
    const { datagrams, documents, lastRejections } = await xray.intake();
    expect({ datagrams, documents, rejections: lastRejections.length }).toEqual({
      datagrams: 2,
      documents: 1 + good,
      rejections: good > 0 ? 0 : 1,
    });
  });
});

/** How many documents of a forwarded text Local X-Ray takes: clients send lists of subsegments in one text. */
function goodDocuments(text: string): number {
  try {
    const value: unknown = JSON.parse(text);
    const documents: unknown[] = Array.isArray(value) ? value : [value];
    return documents.filter((document) => checkDocument(document).length === 0).length;
  } catch {
    return 0;
  }
}
