import { takeHttpAsCollector, writeHttpAsCollector } from '../collector/http.ts';
import { type Entity, isSegment, type Translation } from '../entity/translation.ts';
import { warn } from '../ground/report.ts';
import { isSpanKind } from '../ground/span-kind.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import { urlHost } from '../read/database.ts';
import { joinUrl, receivedBytes } from '../read/http.ts';
import { isIpLiteral } from '../read/ip-literal.ts';
import {
  CLIENT_ADDRESS,
  HTTP,
  HTTP_CLIENT_IP,
  HTTP_HOST,
  HTTP_MARK,
  HTTP_METHOD,
  HTTP_REQUEST_METHOD,
  HTTP_REQUEST_METHOD_ORIGINAL,
  HTTP_RESPONSE_BODY_SIZE,
  HTTP_RESPONSE_CONTENT_LENGTH,
  HTTP_RESPONSE_HEADER_LENGTH,
  HTTP_RESPONSE_SIZE,
  HTTP_RESPONSE_STATUS_CODE,
  HTTP_SCHEME,
  HTTP_SERVER_NAME,
  HTTP_STATUS_CODE,
  HTTP_TARGET,
  HTTP_URL,
  HTTP_USER_AGENT,
  NET_HOST_NAME,
  NET_HOST_PORT,
  NET_PEER_IP,
  NET_PEER_NAME,
  NET_PEER_PORT,
  NETWORK_PEER_ADDRESS,
  SERVER_ADDRESS,
  SERVER_PORT,
  type Slot,
  URL_FULL,
  URL_PATH,
  URL_QUERY,
  URL_SCHEME,
  USER_AGENT_ORIGINAL,
  XRAY_FORWARDED,
  XRAY_TRACED,
} from '../read/semconv.ts';
import { type MemberName, memberName, opening } from '../write/json-writer.ts';
import { isCallOfQueue } from './aws.ts';
import { givenFlag, speaksForDocument } from './round-trip.ts';

/** The names of the members written here. */
const M = {
  http: opening('http'),
  request: opening('request'),
  url: memberName('url'),
  x_forwarded_for: memberName('x_forwarded_for'),
  traced: memberName('traced'),
  response: opening('response'),
  status: memberName('status'),
  content_length: memberName('content_length'),
  client_ip: memberName('client_ip'),
  method: memberName('method'),
  user_agent: memberName('user_agent'),
};

/** Writes `http`, for a span with at least one attribute that only HTTP spans have. */
export function writeHttp(t: Translation, e: Entity): void {
  const { writer, attributes: a } = t;
  if ((a.groups & HTTP) === 0) return;
  if (!t.options.rules.keepAttributes) takeHttpAsCollector(a);
  if ((a.groups & HTTP_MARK) === 0 || e.role === 'service') return;
  const mark = writer.length;
  writer.openMember(M.http);
  if (t.options.rules.currentNames) writeBlocks(t, e);
  else writeHttpAsCollector(t, e);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

/** Returns the status that decides the flags and is in `response.status`: the current name first; 0 where there is none. */
export function httpStatus(a: AttributeReader): number {
  return a.integer(HTTP_RESPONSE_STATUS_CODE) || a.integer(HTTP_STATUS_CODE);
}

function writeBlocks(t: Translation, e: Entity): void {
  const { writer, attributes: a } = t;
  const mark = writer.length;
  writer.openMember(M.request);
  const method = methodOf(a);
  writeShown(t, M.method, method, METHOD);
  // The name that won may say less than what is shown: `_OTHER`.
  if (a.text(HTTP_REQUEST_METHOD) === '_OTHER') a.use(HTTP_REQUEST_METHOD);
  const isQueue = t.options.rules.awsCalls && e.isAwsCall && isCallOfQueue(a);
  const url = isQueue ? '' : urlOf(a, isSpanKind(e.node.kind, 'SERVER'));
  if (url !== '') {
    writer.stringMember(M.url, url);
    useUrlParts(a, url);
  }
  const agent = a.text(USER_AGENT_ORIGINAL) || a.text(HTTP_USER_AGENT);
  writeShown(t, M.user_agent, agent, AGENT);
  const isForwarded = isSpanKind(e.node.kind, 'SERVER') || isSpanKind(e.node.kind, 'CONSUMER') ? writeClient(t) : false;
  const isSaidToBe = speaksForDocument(t) && givenFlag(t, XRAY_FORWARDED);
  if (isForwarded || isSaidToBe) writer.booleanMember(M.x_forwarded_for, true);
  if (speaksForDocument(t) && !isSegment(e.role) && givenFlag(t, XRAY_TRACED)) writer.booleanMember(M.traced, true);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
  writeResponse(t, e);
}

function methodOf(a: AttributeReader): string {
  const method = a.text(HTTP_REQUEST_METHOD);
  // `_OTHER` says that the method is none of the known ones; another attribute has its text.
  if (method === '_OTHER') return a.text(HTTP_REQUEST_METHOD_ORIGINAL) || method;
  return method || a.text(HTTP_METHOD);
}

const METHOD: readonly Slot[] = [HTTP_REQUEST_METHOD, HTTP_REQUEST_METHOD_ORIGINAL, HTTP_METHOD];
const AGENT: readonly Slot[] = [USER_AGENT_ORIGINAL, HTTP_USER_AGENT];
const CLIENT: readonly Slot[] = [CLIENT_ADDRESS, HTTP_CLIENT_IP, NETWORK_PEER_ADDRESS, NET_PEER_IP];
const STATUS: readonly Slot[] = [HTTP_RESPONSE_STATUS_CODE, HTTP_STATUS_CODE];
const LENGTH: readonly Slot[] = [HTTP_RESPONSE_BODY_SIZE, HTTP_RESPONSE_SIZE, HTTP_RESPONSE_CONTENT_LENGTH];

function writeShown(t: Translation, member: MemberName, value: string, slots: readonly Slot[]): void {
  if (value === '') return;
  t.writer.stringMember(member, value);
  t.attributes.useIfText(value, slots);
}

/** @returns whether the address is that of a client behind whoever opened the connection */
function writeClient(t: Translation): boolean {
  const { attributes: a } = t;
  const client = a.text(CLIENT_ADDRESS) || a.text(HTTP_CLIENT_IP);
  const peer = a.text(NETWORK_PEER_ADDRESS) || a.text(NET_PEER_IP);
  const address = isIpLiteral(client) ? client : client !== '' && a.has(HTTP_CLIENT_IP) ? a.text(HTTP_CLIENT_IP) : peer;
  writeShown(t, M.client_ip, address, CLIENT);
  return address !== '' && peer === '';
}

function writeResponse(t: Translation, e: Entity): void {
  const { writer, attributes: a } = t;
  const mark = writer.length;
  writer.openMember(M.response);
  const status = httpStatus(a);
  if (status !== 0 && isWritable(t, status)) {
    writer.numberMember(M.status, status);
    for (const slot of STATUS) if (a.integer(slot) === status) a.use(slot);
  }
  const length = responseLength(a) || receivedBytes(a, e.node.span.events);
  if (Number.isSafeInteger(length) && length > 0) writer.numberMember(M.content_length, length);
  if (writer.atStart) writer.rewind(mark);
  else writer.closeObject();
}

/** Whether a status has the three digits of one. */
function isWritable({ options, report }: Translation, status: number): boolean {
  if (!options.rules.receiverTypes || (status >= 100 && status <= 999)) return true;
  warn(report, `${status} is no HTTP status; it stays in the metadata`);
  return false;
}

function responseLength(a: AttributeReader): number {
  for (const slot of LENGTH) {
    const length = a.integer(slot);
    if (length <= 0 || !Number.isSafeInteger(length)) continue;
    a.use(slot);
    return length;
  }
  const header = a.value(HTTP_RESPONSE_HEADER_LENGTH);
  const length = Array.isArray(header) ? Number(header[0]) : 0;
  return Number.isSafeInteger(length) ? length : 0;
}

/** The URL that the span gives, or the one that its parts make; empty where they make none. */
function urlOf(a: AttributeReader, isServer: boolean): string {
  const full = a.text(URL_FULL) || a.text(HTTP_URL);
  // A path alone is no URL; on a server it is at least the requested resource.
  if (full.startsWith('/') && !isServer) return '';
  if (full !== '' || !a.hasAny(TARGET_PARTS)) return full;
  const host = a.text(HTTP_HOST);
  const name = a.text(SERVER_ADDRESS) || host || a.text(isServer ? HTTP_SERVER_NAME : NET_PEER_NAME);
  const address = name || a.text(isServer ? NET_HOST_NAME : NET_PEER_IP);
  const path = a.text(URL_PATH);
  const query = a.text(URL_QUERY);
  const target = path === '' && query === '' ? a.text(HTTP_TARGET) : withQuery(path || '/', query);
  // Next.js names no host.
  if (address === '') return isServer ? target : '';
  // A port belongs to a name; `http.host` has its own.
  const hasPort = address !== host || a.has(SERVER_ADDRESS);
  const port = hasPort ? a.text(SERVER_PORT) || a.text(isServer ? NET_HOST_PORT : NET_PEER_PORT) : '';
  return joinUrl(a.text(URL_SCHEME) || a.text(HTTP_SCHEME) || 'http', urlHost(address), port, target || '/');
}

// A host alone is no URL: calls of AWS have one, and a status.
const TARGET_PARTS: readonly Slot[] = [URL_PATH, URL_QUERY, URL_SCHEME, HTTP_SCHEME, HTTP_TARGET];

function withQuery(path: string, query: string): string {
  if (query === '') return path;
  return query.startsWith('?') ? path + query : `${path}?${query}`;
}

/**
 * Marks the parts of the URL as shown, so that the metadata leaves them out. A part counts in its own place only, since two attributes may
 * name two hosts.
 */
function useUrlParts(a: AttributeReader, url: string): void {
  const scheme = url.indexOf('://');
  const host = scheme < 0 ? 0 : scheme + 3;
  let path = host;
  let port = -1;
  // Where the authority ends, and in it the colon before the port, which is the last one and outside of brackets.
  if (scheme >= 0) {
    for (; path < url.length; path++) {
      const c = url.charCodeAt(path);
      if (c === 47 || c === 63 || c === 35) break;
      if (c === 58) port = path + 1;
      else if (c === 93) port = -1;
    }
  }
  for (const slot of URL_TARGETS) if (a.has(slot) && isTarget(url, path, a.text(slot))) a.use(slot);
  for (const slot of URL_HOSTS) if (a.has(slot) && isHost(url, host, path, a.text(slot))) a.use(slot);
  for (const slot of URL_PORTS) if (a.has(slot) && isPort(url, port, path, a.text(slot))) a.use(slot);
  for (const slot of URL_SCHEMES) if (a.has(slot) && isPart(url, 0, scheme, a.text(slot))) a.use(slot);
}

function isTarget(url: string, path: number, text: string): boolean {
  return text !== '' && (text === url || url.indexOf(text, path) >= 0);
}

/** Returns whether a string is the host in `url[host, path)`, alone, in brackets, or with the port behind it. */
function isHost(url: string, host: number, path: number, text: string): boolean {
  if (text === '') return false;
  const end = host + text.length;
  if (url.startsWith(text, host)) return end === path || (end < path && url.charCodeAt(end) === 58);
  return url.charCodeAt(host) === 91 && end + 2 <= path && url.startsWith(`[${text}]`, host);
}

/** Returns whether a string is the port in `url[port, path)`, or the usual one of the scheme where none does. */
function isPort(url: string, port: number, path: number, text: string): boolean {
  return port < 0 ? text === (url.startsWith('https:') ? '443' : '80') : isPart(url, port, path, text);
}

function isPart(url: string, from: number, to: number, text: string): boolean {
  return text.length === to - from && url.startsWith(text, from);
}

const URL_TARGETS: readonly Slot[] = [URL_FULL, HTTP_URL, URL_PATH, URL_QUERY, HTTP_TARGET];
const URL_HOSTS: readonly Slot[] = [SERVER_ADDRESS, HTTP_HOST, HTTP_SERVER_NAME, NET_HOST_NAME, NET_PEER_NAME];
const URL_PORTS: readonly Slot[] = [SERVER_PORT, NET_HOST_PORT, NET_PEER_PORT];
const URL_SCHEMES: readonly Slot[] = [URL_SCHEME, HTTP_SCHEME];
