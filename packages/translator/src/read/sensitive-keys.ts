import { cleanConnectionString, cleanStatement, cleanText } from './clean-text.ts';
import { cleanQuery, cleanUrl, REDACTED, type UrlQuery } from './clean-url.ts';

/** Returns the part of a string that may be shown. */
export type Cleaner = (text: string, urlQuery: UrlQuery) => string;

const hide: Cleaner = () => REDACTED;

const BY_NAME: ReadonlyMap<string, Cleaner> = new Map<string, Cleaner>([
  ['http.target', cleanUrl],
  ['url.query', cleanQuery],
  ...['db.query.text', 'db.statement'].map((key) => [key, cleanStatement] as const),
  ...['server.address', 'net.peer.name', 'http.host', 'url.domain', 'db.name', 'db.namespace'].map(
    (key) => [key, cleanHost] as const,
  ),
  ...['exception.message', 'exception.stacktrace', 'error.message', 'http.status_text', 'aws.http.error_message'].map(
    (key) => [key, cleanText] as const,
  ),
  ...['process.command_line', 'process.command_args', 'process.command'].map((key) => [key, cleanText] as const),
]);

function cleanHost(host: string): string {
  return host.includes('@') ? host.slice(host.lastIndexOf('@') + 1) : host;
}

const HEADER = /^(?:http|rpc|grpc)\.(?:\w+\.)?(?:request|response)\.(?:header|metadata)\.(.+)$/;

/** Headers that carry credentials. */
const SECRET_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-amz-security-token',
  'x-amzn-oidc-data',
  'x-amzn-oidc-accesstoken',
  'x-vault-token',
  'x-goog-iap-jwt-assertion',
]);

/**
 * The cleaner for an attribute of which we know by its name that it may hold a secret: URLs, connection strings, statements, hosts,
 * messages and captured headers. `undefined` for any other.
 */
export function cleanerOf(key: string): Cleaner | undefined {
  const named = BY_NAME.get(key);
  if (named !== undefined) return named;
  const header = HEADER.exec(key)?.[1];
  if (header !== undefined) {
    const name = header.toLowerCase().replaceAll('_', '-');
    return SECRET_HEADERS.has(name) ? hide : name === 'referer' || name === 'location' ? cleanUrl : undefined;
  }
  if (/(?:^|[._])(?:url|uri)(?:\.(?:full|original))?$/i.test(key)) return cleanUrl;
  return /(?:^|[._])(?:connection_?string|dsn)$/i.test(key) ? cleanConnectionString : undefined;
}

/**
 * Names of content of models, by family: the GenAI conventions of all versions, the Vercel AI SDK, OpenInference, Traceloop and Langfuse.
 * By pattern, so that a new name of a known family is caught; what says no content is named in the lookaheads.
 */
const CONTENT: readonly RegExp[] = [
  /^gen_ai\.(?:prompt|completion)(?!\.(?:name|version|id)$)/,
  /^gen_ai\.(?:input|output)\.(?!type$)/,
  /^gen_ai\.(?:system_instructions|retrieval\.|content|memory\.)/,
  /^gen_ai\.(?:system|user|assistant|tool|choice)\.(?:message|content)/,
  /^gen_ai\.tool\.(?:call\.(?!id$|name$)|definitions|arguments|result|parameters|input|output)/,
  /^gen_ai\.(?:request|response)\.(?:messages?|input|prompt|text|content|instructions)/,
  /^gen_ai\.evaluation\.explanation/,
  /^ai\.prompt/,
  /^ai\.response\.(?!(?:model|id|finishReason|timestamp|msTo\w*|avg\w*)$)/,
  /^ai\.toolCall\.(?!(?:name|id)$)/,
  /^ai\.(?:values?|embeddings?|documents|result|input|output|schema)(?:\.|$)/,
  /^(?:input|output)\.(?!mime_type$)/,
  /^llm\.(?:\w+_messages|prompts?|completions?|content|prompt_template|function_call|tools|request\.functions)(?:\.|$)/,
  /^(?:retrieval\.documents|reranker\.(?:\w+_documents|query)|embedding\.(?:text|embeddings|vector)|document\.content)/,
  /^(?:message\.(?:content|tool_calls|function_call)|tool_call\.function\.arguments|tool\.(?:parameters|json_schema))/,
  /^traceloop\.(?:entity\.(?:input|output)|prompt)/,
  /^langfuse\.(?:\w+\.)?(?:input|output|prompt(?!\.(?:name|version)$))/,
];

/** Whether an attribute or an event holds what was said to a model or by it. */
export function isModelContent(key: string): boolean {
  return MAY_BE_CONTENT.test(key) && CONTENT.some((pattern) => pattern.test(key));
}

/** How the names above begin. */
const MAY_BE_CONTENT =
  /^(?:gen_ai|ai|llm|input|output|retrieval|reranker|embedding|document|message|tool|tool_call|traceloop|langfuse)\./;
