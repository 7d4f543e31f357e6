import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATAGRAM_HEADER, formatDatagram, parseDaemonAddress, parseDatagram } from './daemon.ts';

const at = (host: string, port: number) => ({ host, port });

describe('parseDaemonAddress', () => {
  it.each([
    ['127.0.0.1:2000', at('127.0.0.1', 2000), at('127.0.0.1', 2000)],
    ['xray-daemon:2000', at('xray-daemon', 2000), at('xray-daemon', 2000)],
    ['  127.0.0.1:2000\n', at('127.0.0.1', 2000), at('127.0.0.1', 2000)],
    ['tcp:10.0.0.5:2001 udp:10.0.0.6:2000', at('10.0.0.6', 2000), at('10.0.0.5', 2001)],
    ['udp:10.0.0.6:2000   tcp:10.0.0.5:2001', at('10.0.0.6', 2000), at('10.0.0.5', 2001)],
    ['[::1]:2000', at('::1', 2000), at('::1', 2000)],
    ['udp:[::1]:2000 tcp:[fe80::1]:65535', at('::1', 2000), at('fe80::1', 65_535)],
  ])('reads %j', (text, udp, tcp) => {
    expect(parseDaemonAddress(text)).toEqual({ udp, tcp });
  });

  it.each([
    ['udp:127.0.0.1:2000', '"udp:127.0.0.1:2000" names udp only; tcp takes the same host and port'],
    ['tcp:127.0.0.1:2000', '"tcp:127.0.0.1:2000" names tcp only; udp takes the same host and port'],
  ])('accepts %j for both sockets, with a warning', (text, warning) => {
    expect(parseDaemonAddress(text)).toEqual({ udp: at('127.0.0.1', 2000), tcp: at('127.0.0.1', 2000), warning });
  });

  it.each([
    ['', '"": the port of "" is missing'],
    ['127.0.0.1', '"127.0.0.1": the port of "127.0.0.1" is missing'],
    ['[::1]', '"[::1]": the port of "[::1]" is missing'],
    [':2000', '":2000": the host is missing'],
    ['[]:2000', '"[]:2000": the host is missing'],
    ['a:0', '"a:0": the port "0" is not a number from 1 to 65535'],
    ['a:65536', '"a:65536": the port "65536" is not a number from 1 to 65535'],
    ['a:', '"a:": the port "" is not a number from 1 to 65535'],
    ['a:-1', '"a:-1": the port "-1" is not a number from 1 to 65535'],
    ['a:2e3', '"a:2e3": the port "2e3" is not a number from 1 to 65535'],
    ['::1:2000', '"::1:2000": the host "::1" has a colon (an IPv6 host is in brackets)'],
    ['http://a:2000', '"http://a:2000": the host "http://a" has a colon (an IPv6 host is in brackets)'],
    ['udp:2000', '"udp:2000": the port of "2000" is missing'],
    ['udp:a:1 udp:b:2', '"udp:a:1 udp:b:2" names udp twice'],
    ['a:1 b:2', '"a:1 b:2": two parts need a "tcp:" and a "udp:" in front'],
    ['udp:a:1 b:2', '"udp:a:1 b:2": two parts need a "tcp:" and a "udp:" in front'],
    ['udp:a:1 tcp:b:2 udp:c:3', '"udp:a:1 tcp:b:2 udp:c:3" has 3 parts, expected one or two'],
  ])('rejects %j', (text, rejected) => {
    expect(parseDaemonAddress(text)).toEqual({ rejected });
  });

  it('reads back every host and port', () => {
    const host = fc.oneof(
      fc.ipV4().map((name) => [name, name]),
      fc.domain().map((name) => [name, name]),
      fc.ipV6().map((name) => [name, `[${name}]`]),
    );
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(host, port, host, port, ([udpHost = '', udpText], udpPort, [tcpHost = '', tcpText], tcpPort) => {
        const expected = { udp: at(udpHost, udpPort), tcp: at(tcpHost, tcpPort) };
        expect(parseDaemonAddress(`tcp:${tcpText}:${tcpPort} udp:${udpText}:${udpPort}`)).toEqual(expected);
      }),
    );
  });

  it('answers every text', () => {
    const pieces = fc
      .array(fc.constantFrom('udp:', 'tcp:', '[', ']', ':', ' ', '2000', 'a', '\u00e9'))
      .map((a) => a.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string(), pieces), (text) => {
        const result = parseDaemonAddress(text);
        if ('rejected' in result) expect(result.rejected).not.toBe('');
        else expect(result.udp.port + result.tcp.port).toBeGreaterThan(1);
      }),
    );
  });
});

describe('parseDatagram', () => {
  const encode = (text: string) => new TextEncoder().encode(text);

  it.each([
    ['the usual header', '{"format":"json","version":1}\n{}', '{}'],
    ['spaces', ' { "format" : "json" , "version" : 1 } \n{}', '{}'],
    ['capitals', '{"Format":"JSON","VERSION":1}\n{}', '{}'],
    ['another order and one more member', '{"version":1,"extra":{"a":[1.0]},"format":"json"}\n{}', '{}'],
    ['a carriage return', '{"format":"json","version":1}\r\n{}', '{}'],
    ['a version that is said again', '{"format":"json","version":2,"version":1}\n{}', '{}'],
    ['a second newline, which belongs to the document', '{"format":"json","version":1}\n\n{}\n', '\n{}\n'],
    ['a document that is not JSON', '{"format":"json","version":1}\nnot json', 'not json'],
  ])('accepts %s', (_, datagram, document) => {
    expect(parseDatagram(encode(datagram))).toEqual({ document });
  });

  it.each([
    ['', 'no newline after the header'],
    ['{"format":"json","version":1}', 'no newline after the header'],
    ['{"format":"json","version":1}\n', 'nothing after the header'],
    ['\n{}', 'the header is not JSON'],
    ['\uFEFF{"format":"json","version":1}\n{}', 'the header is not JSON'],
    ['null\n{}', 'the header is not an object'],
    ['[]\n{}', 'the header is not an object'],
    ['{"version":1}\n{}', 'the format is not "json"'],
    ['{"format":"protobuf","version":1}\n{}', 'the format is not "json"'],
    ['{"format":"json"}\n{}', 'the version is not 1'],
    ['{"format":"json","version":2}\n{}', 'the version is not 1'],
    ['{"format":"json","version":"1"}\n{}', 'the version is not 1'],
    ['{"format":"json","version":1.0}\n{}', 'the version is not 1'],
    ['{"format":"json","version":1e0}\n{}', 'the version is not 1'],
  ])('rejects %j: %s', (datagram, rejected) => {
    expect(parseDatagram(encode(datagram))).toEqual({ rejected });
  });

  it('puts U+FFFD in place of bytes that are no UTF-8', () => {
    const datagram = new Uint8Array([...encode(`${DATAGRAM_HEADER}"`), 0xff, 0xfe, 0x22]);
    expect(parseDatagram(datagram)).toEqual({ document: '"\uFFFD\uFFFD"' });
  });

  it('is the inverse of formatDatagram', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (document) => {
        expect(parseDatagram(formatDatagram(document))).toEqual({ document });
      }),
    );
  });

  it('answers any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(Object.keys(parseDatagram(bytes))).toHaveLength(1);
      }),
    );
  });
});
