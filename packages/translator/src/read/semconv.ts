// Names of OpenTelemetry's semantic conventions, old (up to 1.20) and current (1.37), as far as a rule reads them. Copied, because
// importing the package of all names costs more than everything else here together.

/** The number of an attribute that some rule reads: its place in the reader's table. */
export type Slot = number;

/** Groups say which rules can be skipped for a span that has none of their names. */
export const HTTP = 1;
/** Names that make a span a call of a database. */
export const DB = 2;
export const AWS = 4;
export const RPC = 8;
export const MESSAGING = 16;
export const GENAI = 32;
export const CODE = 64;
export const EXCEPTION = 128;
export const XRAY = 256;
export const USER = 512;
/** Names that only AWS's own components set: a service and its dependency under one span. */
const LOCAL_ROOT = 1024;
/** Names that make a span an HTTP span. */
export const HTTP_MARK = 2048;
/** Names from which a URL can be built. */
export const URL_MARK = 4096;
/** Names that say outright who was called. */
export const PEER = 8192;
/** Names of what a call of AWS went to, beside its table and its queue. */
export const CALLED = 32_768;
/** Names whose values may hold a secret or content of a model (sensitive-keys.ts). */
export const SENSITIVE = 65_536;
/** Names that begin like those that we make ourselves, `otel.`. */
export const CLASH = 131_072;
/** Names of namespaces of the metadata. */
export const NAMESPACE = 262_144;
/** Names of members of the document that no rule knows. */
export const FIELD = 524_288;

/** Name → slot of every attribute that a rule reads. */
export const SLOTS: Map<string, Slot> = new Map();
/** Slot → name. */
export const NAMES: string[] = [];
/** Slot → groups. */
export const GROUPS: number[] = [];

function slot(name: string, groups: number): Slot {
  SLOTS.set(name, NAMES.length);
  NAMES.push(name);
  return GROUPS.push(groups) - 1;
}

export const HTTP_METHOD: Slot = slot('http.method', HTTP | HTTP_MARK);
export const HTTP_REQUEST_METHOD: Slot = slot('http.request.method', HTTP | HTTP_MARK);
export const HTTP_REQUEST_METHOD_ORIGINAL: Slot = slot('http.request.method_original', HTTP);
export const HTTP_USER_AGENT: Slot = slot('http.user_agent', HTTP | HTTP_MARK);
export const USER_AGENT_ORIGINAL: Slot = slot('user_agent.original', HTTP | HTTP_MARK);
export const HTTP_STATUS_CODE: Slot = slot('http.status_code', HTTP | HTTP_MARK);
export const HTTP_RESPONSE_STATUS_CODE: Slot = slot('http.response.status_code', HTTP | HTTP_MARK);
export const HTTP_URL: Slot = slot('http.url', HTTP | HTTP_MARK | URL_MARK);
export const URL_FULL: Slot = slot('url.full', HTTP | HTTP_MARK | URL_MARK);
export const HTTP_SCHEME: Slot = slot('http.scheme', HTTP | HTTP_MARK);
export const URL_SCHEME: Slot = slot('url.scheme', HTTP | HTTP_MARK);
export const HTTP_HOST: Slot = slot('http.host', HTTP | HTTP_MARK | URL_MARK);
export const HTTP_ROUTE: Slot = slot('http.route', HTTP);
export const HTTP_TARGET: Slot = slot('http.target', HTTP | HTTP_MARK);
export const URL_PATH: Slot = slot('url.path', HTTP | HTTP_MARK);
export const URL_QUERY: Slot = slot('url.query', HTTP | HTTP_MARK);
export const HTTP_SERVER_NAME: Slot = slot('http.server_name', HTTP | HTTP_MARK | URL_MARK);
export const NET_HOST_PORT: Slot = slot('net.host.port', HTTP | HTTP_MARK);
export const NET_HOST_NAME: Slot = slot('net.host.name', HTTP | URL_MARK);
export const HOST_NAME: Slot = slot('host.name', HTTP | URL_MARK);
export const SERVER_ADDRESS: Slot = slot('server.address', HTTP | URL_MARK);
export const SERVER_PORT: Slot = slot('server.port', HTTP);
export const NET_PEER_NAME: Slot = slot('net.peer.name', HTTP | URL_MARK);
export const NET_PEER_PORT: Slot = slot('net.peer.port', HTTP);
export const NET_PEER_IP: Slot = slot('net.peer.ip', HTTP | URL_MARK);
export const NETWORK_PEER_ADDRESS: Slot = slot('network.peer.address', HTTP | URL_MARK);
export const HTTP_CLIENT_IP: Slot = slot('http.client_ip', HTTP | HTTP_MARK);
export const CLIENT_ADDRESS: Slot = slot('client.address', HTTP);
export const HTTP_RESPONSE_BODY_SIZE: Slot = slot('http.response.body.size', HTTP);
export const HTTP_RESPONSE_SIZE: Slot = slot('http.response.size', HTTP);
export const HTTP_RESPONSE_HEADER_LENGTH: Slot = slot('http.response.header.content-length', HTTP);
export const HTTP_RESPONSE_CONTENT_LENGTH: Slot = slot('http.response_content_length', HTTP);
export const HTTP_STATUS_TEXT: Slot = slot('http.status_text', HTTP);
export const HTTP_RESEND_COUNT: Slot = slot('http.request.resend_count', HTTP | AWS);
export const MESSAGE_TYPE: Slot = slot('message.type', HTTP);
export const MESSAGE_SIZE: Slot = slot('messaging.message_payload_size_bytes', HTTP);

export const DB_SYSTEM: Slot = slot('db.system', DB);
export const DB_SYSTEM_NAME: Slot = slot('db.system.name', DB);
export const DB_NAME: Slot = slot('db.name', DB);
export const DB_NAMESPACE: Slot = slot('db.namespace', DB);
export const DB_STATEMENT: Slot = slot('db.statement', 0);
export const DB_QUERY_TEXT: Slot = slot('db.query.text', 0);
export const DB_USER: Slot = slot('db.user', 0);
export const DB_CONNECTION_STRING: Slot = slot('db.connection_string', 0);
export const DB_OPERATION_NAME: Slot = slot('db.operation.name', 0);
export const DB_OPERATION: Slot = slot('db.operation', 0);
export const DB_STORED_PROCEDURE: Slot = slot('db.stored_procedure.name', 0);
/** Set by instrumentation-pg on the spans of its pool alone. */
export const DB_POOL_TIMEOUT: Slot = slot('db.postgresql.idle.timeout.millis', 0);

export const RPC_SYSTEM: Slot = slot('rpc.system', RPC);
export const RPC_SYSTEM_NAME: Slot = slot('rpc.system.name', RPC);
export const RPC_SERVICE: Slot = slot('rpc.service', RPC);
export const RPC_METHOD: Slot = slot('rpc.method', RPC | AWS);
export const RPC_GRPC_STATUS_CODE: Slot = slot('rpc.grpc.status_code', RPC);
export const RPC_RESPONSE_STATUS_CODE: Slot = slot('rpc.response.status_code', RPC);
export const RPC_CONNECT_ERROR_CODE: Slot = slot('rpc.connect_rpc.error_code', RPC);

export const AWS_SERVICE: Slot = slot('aws.service', AWS | PEER);
export const AWS_OPERATION: Slot = slot('aws.operation', AWS);
export const AWS_ACCOUNT_ID: Slot = slot('aws.account_id', AWS);
export const AWS_REGION: Slot = slot('aws.region', AWS);
export const AWS_REQUEST_ID: Slot = slot('aws.request_id', AWS);
export const AWS_REQUEST_ID_CAMEL: Slot = slot('aws.requestId', AWS);
export const AWS_REQUEST_ID_DOT: Slot = slot('aws.request.id', AWS);
export const AWS_EXTENDED_REQUEST_ID: Slot = slot('aws.extended_request_id', AWS);
export const AWS_REQUEST_EXTENDED_ID: Slot = slot('aws.request.extended_id', AWS);
export const AWS_QUEUE_URL: Slot = slot('aws.queue_url', AWS);
export const AWS_QUEUE_URL_DOT: Slot = slot('aws.queue.url', AWS);
export const AWS_SQS_QUEUE_URL: Slot = slot('aws.sqs.queue.url', AWS);
export const MESSAGING_URL: Slot = slot('messaging.url', AWS | MESSAGING);
export const AWS_TABLE_NAME: Slot = slot('aws.table_name', AWS);
export const AWS_TABLE_NAME_DOT: Slot = slot('aws.table.name', AWS);
export const AWS_DYNAMODB_TABLE_NAMES: Slot = slot('aws.dynamodb.table_names', AWS);
export const AWS_S3_BUCKET: Slot = slot('aws.s3.bucket', AWS | CALLED);
export const AWS_S3_KEY: Slot = slot('aws.s3.key', AWS | CALLED);
export const AWS_SNS_TOPIC_ARN: Slot = slot('aws.sns.topic.arn', AWS | CALLED);
export const AWS_LAMBDA_FUNCTION_NAME: Slot = slot('aws.lambda.function.name', AWS | CALLED);
export const FAAS_INVOKED_NAME: Slot = slot('faas.invoked_name', AWS | CALLED);
export const AWS_KINESIS_STREAM_NAME: Slot = slot('aws.kinesis.stream_name', AWS | CALLED);
export const AWS_KINESIS_STREAM_NAME_DOT: Slot = slot('aws.kinesis.stream.name', AWS | CALLED);
export const AWS_ACTIVITY_ARN: Slot = slot('aws.step_functions.activity.arn', AWS | CALLED);
export const AWS_BEDROCK_AGENT_ID: Slot = slot('aws.bedrock.agent.id', AWS | CALLED);
export const AWS_BEDROCK_KNOWLEDGE_BASE_ID: Slot = slot('aws.bedrock.knowledge_base.id', AWS | CALLED);
export const AWS_BEDROCK_DATA_SOURCE_ID: Slot = slot('aws.bedrock.data_source.id', AWS | CALLED);
export const AWS_BEDROCK_GUARDRAIL_ID: Slot = slot('aws.bedrock.guardrail.id', AWS | CALLED);
export const AWS_SECRET_ARN: Slot = slot('aws.secretsmanager.secret.arn', AWS | CALLED);
export const AWS_STATE_MACHINE_ARN: Slot = slot('aws.step_functions.state_machine.arn', AWS | CALLED);
export const FAAS_INVOCATION_ID: Slot = slot('faas.invocation_id', AWS);
export const FAAS_EXECUTION: Slot = slot('faas.execution', AWS);
export const FAAS_ID: Slot = slot('faas.id', AWS | CALLED);
export const FAAS_COLDSTART: Slot = slot('faas.coldstart', AWS);
export const CLOUD_REGION: Slot = slot('cloud.region', AWS);
export const CLOUD_RESOURCE_ID: Slot = slot('cloud.resource_id', AWS | CALLED);
export const AWS_LAMBDA_INVOKED_ARN: Slot = slot('aws.lambda.invoked_arn', AWS | CALLED);

export const PEER_SERVICE: Slot = slot('peer.service', PEER);
export const SERVICE_PEER_NAME: Slot = slot('service.peer.name', PEER);
export const ERROR_TYPE: Slot = slot('error.type', 0);
export const MESSAGING_SYSTEM: Slot = slot('messaging.system', MESSAGING);
export const MESSAGING_DESTINATION_NAME: Slot = slot('messaging.destination.name', MESSAGING);
export const MESSAGING_DESTINATION: Slot = slot('messaging.destination', MESSAGING);
export const RABBITMQ_ROUTING_KEY: Slot = slot('messaging.rabbitmq.destination.routing_key', MESSAGING);
export const RABBITMQ_ROUTING_KEY_OLD: Slot = slot('messaging.rabbitmq.routing_key', MESSAGING);
export const BULLMQ_QUEUE_NAME: Slot = slot('bullmq.queue.name', MESSAGING);

export const GENAI_PROVIDER_NAME: Slot = slot('gen_ai.provider.name', GENAI);
export const GENAI_SYSTEM: Slot = slot('gen_ai.system', GENAI);
export const GENAI_OPERATION_NAME: Slot = slot('gen_ai.operation.name', GENAI);
export const GENAI_REQUEST_MODEL: Slot = slot('gen_ai.request.model', GENAI);
export const GENAI_RESPONSE_MODEL: Slot = slot('gen_ai.response.model', GENAI);
export const GENAI_INPUT_TOKENS: Slot = slot('gen_ai.usage.input_tokens', GENAI);
export const GENAI_OUTPUT_TOKENS: Slot = slot('gen_ai.usage.output_tokens', GENAI);
export const GENAI_FINISH_REASONS: Slot = slot('gen_ai.response.finish_reasons', GENAI);
export const GENAI_AGENT_NAME: Slot = slot('gen_ai.agent.name', GENAI);
export const GENAI_TOOL_NAME: Slot = slot('gen_ai.tool.name', GENAI);
export const GENAI_INPUT_MESSAGES: Slot = slot('gen_ai.input.messages', GENAI);
export const GENAI_OUTPUT_MESSAGES: Slot = slot('gen_ai.output.messages', GENAI);
export const GENAI_SYSTEM_INSTRUCTIONS: Slot = slot('gen_ai.system_instructions', GENAI);
export const GENAI_TOOL_DEFINITIONS: Slot = slot('gen_ai.tool.definitions', GENAI);

export const CODE_FUNCTION_NAME: Slot = slot('code.function.name', CODE);
export const CODE_FILE_PATH: Slot = slot('code.file.path', CODE);
export const CODE_LINE_NUMBER: Slot = slot('code.line.number', CODE);
export const CODE_NAMESPACE: Slot = slot('code.namespace', CODE);
export const CODE_FUNCTION: Slot = slot('code.function', CODE);
export const CODE_FILEPATH: Slot = slot('code.filepath', CODE);
export const CODE_LINENO: Slot = slot('code.lineno', CODE);

export const EXCEPTION_TYPE: Slot = slot('exception.type', EXCEPTION);
export const EXCEPTION_MESSAGE: Slot = slot('exception.message', EXCEPTION);
export const EXCEPTION_STACKTRACE: Slot = slot('exception.stacktrace', EXCEPTION);

export const ENDUSER_ID: Slot = slot('enduser.id', USER);
export const USER_ID: Slot = slot('user.id', USER);
export const ENDUSER_PSEUDO_ID: Slot = slot('enduser.pseudo.id', USER);

export const AWS_SPAN_KIND: Slot = slot('aws.span.kind', LOCAL_ROOT);
export const AWS_LOCAL_SERVICE: Slot = slot('aws.local.service', LOCAL_ROOT);
export const AWS_LOCAL_OPERATION: Slot = slot('aws.local.operation', LOCAL_ROOT);
export const AWS_REMOTE_SERVICE: Slot = slot('aws.remote.service', LOCAL_ROOT | PEER);
export const AWS_REMOTE_OPERATION: Slot = slot('aws.remote.operation', LOCAL_ROOT);
export const REMOTE_TARGET: Slot = slot('remoteTarget', LOCAL_ROOT);
export const K8S_REMOTE_NAMESPACE: Slot = slot('K8s.RemoteNamespace', LOCAL_ROOT);

export const XRAY_IN_PROGRESS: Slot = slot('aws.xray.inprogress', XRAY);
export const XRAY_ANNOTATIONS: Slot = slot('aws.xray.annotations', XRAY);
export const XRAY_SAMPLING_RULE: Slot = slot('aws.xray.sampling_rule', XRAY);
export const XRAY_RETRIES: Slot = slot('aws.xray.retries', XRAY);
export const XRAY_TRACED: Slot = slot('aws.xray.traced', XRAY);
export const XRAY_FORWARDED: Slot = slot('aws.xray.x_forwarded_for', XRAY);
export const XRAY_NAME: Slot = slot('aws.xray.name', XRAY);
export const XRAY_NAMESPACE: Slot = slot('aws.xray.namespace', XRAY);
export const XRAY_FAULT: Slot = slot('aws.xray.fault', XRAY);
export const XRAY_ERROR: Slot = slot('aws.xray.error', XRAY);
export const XRAY_THROTTLE: Slot = slot('aws.xray.throttle', XRAY);
export const XRAY_ORIGIN: Slot = slot('aws.xray.origin', XRAY);
export const XRAY_CAUSE_ID: Slot = slot('aws.xray.cause_id', XRAY);
export const XRAY_SQL: Slot = slot('aws.xray.sql', XRAY);
export const XRAY_AWS: Slot = slot('aws.xray.aws', XRAY);
export const XRAY_PRECURSOR_IDS: Slot = slot('aws.xray.precursor_ids', XRAY);
export const XRAY_RESOURCE_ARN: Slot = slot('aws.xray.resource_arn', XRAY);

/** Followed by the name of a member of the document. */
export const FIELD_PREFIX = 'aws.xray.field.';
