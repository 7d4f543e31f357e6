import { describe, expect, it } from 'vitest';
import { type BannerFacts, formatBanner } from './banner.ts';

const DOORS: BannerFacts['doors'] = [
  { name: 'OTLP/HTTP', port: 4318 },
  { name: 'OTLP/gRPC', port: 4317, problem: 'port 4317 of 127.0.0.1 is taken by another program' },
];
const banner = (listenHost: string): string =>
  formatBanner(
    { url: 'http://127.0.0.1:2000', listenHost, dataDir: ':memory:', receiveBufferBytes: 4 * 2 ** 20, doors: DOORS },
    (text) => text,
  );

describe('the banner', () => {
  it('names the address that it listens on', () => {
    expect(banner('127.0.0.1')).toMatch(/^Local X-Ray listens on 127\.0\.0\.1:2000 \(UDP and HTTP\)\.\n\n/);
  });

  it("names OTLP's own ports, and why one is closed", () => {
    expect(banner('127.0.0.1')).toMatch(/OTLP\/HTTP +port 4318\n +OTLP\/gRPC +port 4317 of 127\.0\.0\.1 is taken by/);
  });

  it.each(['0.0.0.0', '::'])('says that %s is every interface, and what that means', (host) => {
    expect(banner(host)).toMatch(
      /^Local X-Ray listens on all interfaces, port 2000 \(UDP and HTTP\)\.\nEveryone who can /,
    );
  });
});
