import { describe, expect, it } from 'vitest';
import { formatBanner } from './banner.ts';

const banner = (listenHost: string): string =>
  formatBanner(
    { url: 'http://127.0.0.1:2000', listenHost, dataDir: ':memory:', receiveBufferBytes: 4 * 2 ** 20 },
    (text) => text,
  );

describe('the banner', () => {
  it('names the address that it listens on', () => {
    expect(banner('127.0.0.1')).toMatch(/^Local X-Ray listens on 127\.0\.0\.1:2000 \(UDP and HTTP\)\.\n\n/);
  });

  it.each(['0.0.0.0', '::'])('says that %s is every interface, and what that means', (host) => {
    expect(banner(host)).toMatch(
      /^Local X-Ray listens on all interfaces, port 2000 \(UDP and HTTP\)\.\nEveryone who can /,
    );
  });
});
