// A stand-in for AWS: real clients with their real host names, whose connections end here. It answers in the protocol of the request.
import { Agent } from 'node:https';
import { connect } from 'node:net';

const CREDENTIALS = { accessKeyId: 'dummy', secretAccessKey: 'dummy' };
const REGION = 'eu-central-1';
const REQUEST_ID = '11111111-2222-4333-8444-555555555555';

/**
 * Starts the stand-in.
 *
 * @returns `client(Client, options)` makes a real client; `answers(...)` says what the next calls get, each `{ body }` (JSON or XML text),
 *   `{ status, code, message }` for an error, or `'reset'` for a connection that breaks; calls without one get `{}`
 */
export async function awsStandIn({ peer, load }) {
  let next = [];
  const port = await peer((request, response, body) => {
    const answer = next.shift() ?? {};
    if (answer === 'reset') return void request.socket.destroy();
    const { status = 200, headers = {}, text } = wireOf(request, body, answer);
    response.writeHead(status, headers);
    response.end(text);
  }, 443);
  const settings = connectedTo(port, load);
  return {
    client: (Client, options = {}) => new Client({ ...settings, ...options }),
    answers: (...answers) => {
      next = answers;
    },
  };
}

/** Settings of a client whose connections to AWS's own host names end at a port of 127.0.0.1. */
export function connectedTo(port, load) {
  const { NodeHttpHandler } = load('@smithy/node-http-handler');
  // The connections of https are plain ones here: certificates are no part of what is recorded.
  const httpsAgent = new Agent({ keepAlive: false });
  httpsAgent.createConnection = () => connect(port, '127.0.0.1');
  return { region: REGION, credentials: CREDENTIALS, requestHandler: new NodeHttpHandler({ httpsAgent }) };
}

function wireOf(request, body, { status, code, message = code, body: content }) {
  const id = { 'x-amzn-requestid': REQUEST_ID };
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-amz-json') || isRestJson(request)) {
    const headers = { ...id, 'content-type': type || 'application/json', ...(code && { 'x-amzn-errortype': code }) };
    const text = code ? JSON.stringify({ __type: code, message }) : JSON.stringify(content ?? {});
    return { status, headers, text: typeof content === 'string' ? content : text };
  }
  const headers = {
    ...id,
    'x-amz-request-id': 'ABCDEF0123456789',
    'x-amz-id-2': 'extended+id=',
    'content-type': 'text/xml',
  };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const action = new URLSearchParams(body.toString()).get('Action');
    const error = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`;
    const result = `<${action}Response><${action}Result>${content ?? ''}</${action}Result><ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></${action}Response>`;
    return { status, headers, text: code ? error : result };
  }
  if (code) return { status, headers, text: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
  return { status, headers, text: content };
}

const isRestJson = (request) => /^(lambda|bedrock-runtime)\./.test(request.headers.host);
