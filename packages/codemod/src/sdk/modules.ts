/**
 * The modules of the X-Ray SDK, each as the path that it has from `aws-xray-sdk`; the satellites for MySQL and PostgreSQL are functions.
 * Source: https://github.com/aws/aws-xray-sdk-node
 */
const MODULES: Readonly<Record<string, string>> = {
  'aws-xray-sdk': 'sdk',
  'aws-xray-sdk-core': 'sdk',
  'aws-xray-sdk-fetch': 'sdk',
  'aws-xray-sdk-express': 'sdk.express',
  'aws-xray-sdk-mysql': 'sdk.captureMySQL',
  'aws-xray-sdk-postgres': 'sdk.capturePostgres',
  'aws-xray-sdk-restify': 'sdk.restify',
  'aws-xray-sdk-fastify': 'sdk.fastify',
  'aws-xray-sdk-hapi': 'sdk.hapi',
  'aws-xray-sdk-koa2': 'sdk.koa2',
};

/** The path of a module; `deep` for a file inside one; `undefined` for other modules. */
export function modulePath(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (Object.hasOwn(MODULES, name)) return MODULES[name];
  return Object.keys(MODULES).some((module) => name.startsWith(`${module}/`)) ? 'deep' : undefined;
}

/** Whether a source may use the SDK: a source without it is not even parsed. */
export function mentionsSdk(text: string): boolean {
  return text.includes('aws-xray-sdk');
}

/** The path of a member: `default` is the module itself, and a function module repeats its name for TypeScript. */
export function memberPath(path: string, name: string): string {
  if (name === 'default' || path.endsWith(`.${name}`)) return path;
  return `${path}.${name}`;
}
