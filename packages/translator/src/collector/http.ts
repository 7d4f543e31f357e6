import type { Entity, Translation } from '../entity/translation.ts';
import { isSpanKind } from '../ground/span-kind.ts';
import type { AttributeReader } from '../read/attribute-reader.ts';
import { joinUrl, receivedBytes } from '../read/http.ts';
import { isIpLiteral } from '../read/ip-literal.ts';
import {
  CLIENT_ADDRESS,
  HOST_NAME,
  HTTP_CLIENT_IP,
  HTTP_HOST,
  HTTP_METHOD,
  HTTP_REQUEST_METHOD,
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
  URL_MARK,
  URL_PATH,
  URL_QUERY,
  URL_SCHEME,
  USER_AGENT_ORIGINAL,
} from '../read/semconv.ts';
import { type MemberName, memberName, opening } from '../write/json-writer.ts';

/** The names of the members written here. */
const M = {
  request: opening('request'),
  method: memberName('method'),
  url: memberName('url'),
  user_agent: memberName('user_agent'),
  client_ip: memberName('client_ip'),
  x_forwarded_for: memberName('x_forwarded_for'),
  response: opening('response'),
  status: memberName('status'),
  content_length: memberName('content_length'),
};

/** Removes the attributes of HTTP from the metadata, whether the document shows them or not. */
export function takeHttpAsCollector(a: AttributeReader): void {
  for (const slot of TAKEN) a.use(slot);
}

/** Returns the status that decides the flags: the older attribute first. */
export function statusAsCollector(a: AttributeReader): number {
  return a.integer(a.has(HTTP_STATUS_CODE) ? HTTP_STATUS_CODE : HTTP_RESPONSE_STATUS_CODE);
}

const TAKEN: readonly Slot[] = [
  HTTP_METHOD,
  HTTP_REQUEST_METHOD,
  HTTP_USER_AGENT,
  USER_AGENT_ORIGINAL,
  HTTP_STATUS_CODE,
  HTTP_RESPONSE_STATUS_CODE,
  HTTP_URL,
  URL_FULL,
  HTTP_SCHEME,
  URL_SCHEME,
  HTTP_HOST,
  HTTP_TARGET,
  URL_PATH,
  URL_QUERY,
  HTTP_SERVER_NAME,
  NET_HOST_PORT,
  NET_HOST_NAME,
  HOST_NAME,
  SERVER_ADDRESS,
  SERVER_PORT,
  NET_PEER_NAME,
  NET_PEER_PORT,
  NET_PEER_IP,
  NETWORK_PEER_ADDRESS,
  HTTP_CLIENT_IP,
  CLIENT_ADDRESS,
];

/** Writes the members of `http`. The presence of an attribute counts, not its content, and the attribute that was set last wins. */
export function writeHttpAsCollector(t: Translation, e: Entity): void {
  const { writer, attributes: a } = t;
  writer.openMember(M.request);
  writeChosen(t, M.method, a.choose(HTTP_REQUEST_METHOD, HTTP_METHOD));
  const url = hasUrl(a) ? urlOf(a, isSpanKind(e.node.kind, 'SERVER')) : '';
  if (url !== '') writer.stringMember(M.url, url);
  writeChosen(t, M.user_agent, a.choose(USER_AGENT_ORIGINAL, HTTP_USER_AGENT));
  writeClient(t);
  writer.closeObject();
  writer.openMember(M.response);
  const status = a.choose(HTTP_RESPONSE_STATUS_CODE, HTTP_STATUS_CODE);
  if (status !== undefined) writer.numberMember(M.status, a.integer(status));
  writer.numberMember(M.content_length, receivedBytes(a, e.node.span.events));
  writer.closeObject();
}

function writeChosen(t: Translation, member: MemberName, slot: Slot | undefined): void {
  const value = slot === undefined ? '' : t.attributes.text(slot);
  if (value !== '') t.writer.stringMember(member, value);
}

function writeClient(t: Translation): void {
  const { writer, attributes: a } = t;
  let address = '';
  let hasPeer = false;
  // There are four possible attributes: a search for the next one is cheaper than a sorted list.
  for (let slot = nextClient(a, -1); slot !== undefined; slot = nextClient(a, a.position(slot))) {
    const isPeer = slot === NET_PEER_IP || slot === NETWORK_PEER_ADDRESS;
    hasPeer ||= isPeer;
    if (!isPeer || address === '') address = a.text(slot);
  }
  if (address === '') return;
  writer.stringMember(M.client_ip, address);
  if (!hasPeer) writer.booleanMember(M.x_forwarded_for, true);
}

const CLIENT: readonly Slot[] = [CLIENT_ADDRESS, HTTP_CLIENT_IP, NETWORK_PEER_ADDRESS, NET_PEER_IP];

/** Returns the attribute with a client's address that the span set first behind a position. */
function nextClient(a: AttributeReader, behind: number): Slot | undefined {
  let next: Slot | undefined;
  for (const slot of CLIENT) {
    if (!a.has(slot) || a.position(slot) <= behind) continue;
    if (slot !== HTTP_CLIENT_IP && slot !== NET_PEER_IP && !isIpLiteral(a.text(slot))) continue;
    if (next === undefined || a.position(slot) < a.position(next)) next = slot;
  }
  return next;
}

// A peer counts only with an address, not with a name.
function hasUrl(a: AttributeReader): boolean {
  if ((a.groups & URL_MARK) === 0) return false;
  return a.hasAny(URL_MARKS) || isIpLiteral(a.text(NETWORK_PEER_ADDRESS));
}

const URL_MARKS: readonly Slot[] = [
  HTTP_URL,
  URL_FULL,
  HTTP_HOST,
  HTTP_SERVER_NAME,
  NET_HOST_NAME,
  HOST_NAME,
  SERVER_ADDRESS,
  NET_PEER_NAME,
  NET_PEER_IP,
];

const SERVER_HOSTS: readonly Slot[] = [HTTP_HOST, HTTP_SERVER_NAME, NET_HOST_NAME, HOST_NAME, SERVER_ADDRESS];
const CLIENT_HOSTS: readonly Slot[] = [HTTP_HOST, NET_PEER_NAME, NET_PEER_IP];
const SERVER_PORTS: readonly Slot[] = [NET_HOST_PORT, SERVER_PORT];
const CLIENT_PORTS: readonly Slot[] = [NET_PEER_PORT];

function urlOf(a: AttributeReader, isServer: boolean): string {
  const full = a.choose(URL_FULL, HTTP_URL);
  if (full !== undefined) return a.text(full);
  const scheme = a.choose(URL_SCHEME, HTTP_SCHEME);
  const host = a.firstPresent(isServer ? SERVER_HOSTS : CLIENT_HOSTS);
  const port = host === HTTP_HOST ? undefined : a.firstPresent(isServer ? SERVER_PORTS : CLIENT_PORTS);
  // Up to 0.125 the collector put the query in the place of the target (its issue 38242).
  const target = a.choose(URL_QUERY, HTTP_TARGET);
  return joinUrl(
    scheme === undefined ? 'http' : a.text(scheme),
    host === undefined ? '' : a.text(host),
    port === undefined ? '' : a.text(port) || String(a.integer(port)),
    target !== undefined ? a.text(target) : isServer && a.has(URL_PATH) ? a.text(URL_PATH) : '/',
  );
}
