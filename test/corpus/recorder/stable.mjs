// Replaces everything that belongs to one run or one machine, so that two runs write the same bytes.
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';

const CORPUS = fileURLToPath(new URL('..', import.meta.url));

/** Port that stands for one the system picked for a client. */
const CLIENT_PORT = 50_000;
/** The range in which Linux, macOS and Windows pick ports. */
const FIRST_PICKED_PORT = 32_768;

const UUID = /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi;
// Frames inside of Node belong to its version.
const NODE_FRAMES = /\n +at .*node:.*/g;
// Positions in the corpus's own programs change whenever these are edited.
const OWN_POSITION = /(\/app\/(?:recorder|scenarios)\/[\w.-]+):\d+:\d+/g;
// Names of built files have a hash.
const BUILT_FILE = /(\/\.next\/server\/)[^\s)]+/g;
// The AWS SDK tells the platform and the version of Node in its user agent.
const AGENT_OS = /\bos\/\S+/g;
const AGENT_NODE = /\bnodejs#[\d.]+/g;

// gRPC tells how long everything took.
const GRPC_DURATIONS = /(Deadline exceeded after )[^"]*?(?=remote_addr)/g;
const ISO_TIME = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
// Measurements of an attribute's own, such as `ai.response.msToFinish`.
const MEASURED_KEY = /(?:\.ms[A-Z]\w*|PerSecond)$/;
/** Milliseconds that stand for the time of the recording, and how far from it a number may lie to be such a time. */
const RECORDED_MILLIS = 1_700_000_000_000;
const DAY_MILLIS = 86_400_000;

/**
 * Makes a function that replaces ports, paths, host names and UUIDs in any JSON value, the same one always by the same one.
 *
 * @param usualPorts actual port → the port that the recording shows
 */
export function stabiliser(usualPorts) {
  const uuids = new Map();
  const uuid = (text) => {
    if (!uuids.has(text)) uuids.set(text, `00000000-0000-4000-8000-${String(uuids.size + 1).padStart(12, '0')}`);
    return uuids.get(text);
  };
  const host = new RegExp(`\\b${hostname().replaceAll('.', '\\.')}\\b`, 'g');

  const ofPort = (port) => usualPorts.get(port) ?? (port >= FIRST_PICKED_PORT ? CLIENT_PORT : port);
  const ofNumber = (number) => (Math.abs(number - Date.now()) < DAY_MILLIS ? RECORDED_MILLIS : number);
  const ofTime = (text) =>
    ofNumber(Date.parse(text)) === RECORDED_MILLIS ? new Date(RECORDED_MILLIS).toISOString() : text;
  const ofText = (text) =>
    text
      .replaceAll(`file://${CORPUS}`, '/app/')
      .replaceAll(CORPUS, '/app/')
      .replace(NODE_FRAMES, '')
      .replace(OWN_POSITION, '$1:1:1')
      .replace(GRPC_DURATIONS, (_text, before) => `${before}0.1s,`)
      .replace(BUILT_FILE, '$1built.js:1:1')
      .replace(ISO_TIME, ofTime)
      .replace(AGENT_OS, 'os/linux')
      .replace(AGENT_NODE, 'nodejs#24')
      .replace(host, 'host')
      .replace(UUID, uuid)
      .replace(/(?<=(?:127\.0\.0\.1|localhost|::1\]?):)\d{1,5}\b/g, (port) => String(ofPort(Number(port))));

  return function stable(value, key = '') {
    if (typeof value === 'string')
      return /port$/.test(key) && /^\d+$/.test(value) ? String(ofPort(Number(value))) : ofText(value);
    if (typeof value === 'number' && MEASURED_KEY.test(key)) return 1;
    if (typeof value === 'number') return /port$/.test(key) ? ofPort(value) : ofNumber(value);
    if (Array.isArray(value)) return value.map((item) => stable(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, stable(item, name)]));
  };
}
