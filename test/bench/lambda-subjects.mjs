// One function, traced in the ways that there are: by nothing, by our layer and wrapper, and by others.
import { mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export const BARE = 'bare';
export const POWERTOOLS = 'Powertools Tracer, bundled';
export const LAYER = 'our layer';
export const WRAPPER = 'our wrapper, bundled';

const root = join(import.meta.dirname, '../..');
const peers = join(import.meta.dirname, 'peers-lambda');
const HANDLER = "async () => ({ statusCode: 200, body: 'ok' })";

/** As their documentation instruments a handler without a framework. */
const PROGRAMS = {
  [BARE]: `export const handler = ${HANDLER};`,
  [WRAPPER]: `
    import '${join(root, 'examples/lambda/src/tracing.mjs')}';
    import { wrapHandler } from '@otel-xray/lambda';
    export const handler = wrapHandler(${HANDLER});`,
  // https://docs.aws.amazon.com/powertools/typescript/latest/features/tracer/
  [POWERTOOLS]: `
    import { Tracer } from '@aws-lambda-powertools/tracer';
    const tracer = new Tracer({ serviceName: 'orders' });
    const work = ${HANDLER};
    export const handler = async (event, context) => {
      const segment = tracer.getSegment();
      const subsegment = segment.addNewSubsegment('## index.handler');
      tracer.setSegment(subsegment);
      tracer.annotateColdStart();
      tracer.addServiceNameAnnotation();
      try {
        const result = await work(event, context);
        tracer.addResponseAsMetadata(result, 'index.handler');
        return result;
      } catch (error) {
        tracer.addErrorAsMetadata(error);
        throw error;
      } finally {
        subsegment.close();
        tracer.setSegment(segment);
      }
    };`,
  // https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-subsegments.html
  'X-Ray SDK, bundled': `
    import AWSXRay from 'aws-xray-sdk-core';
    const work = ${HANDLER};
    export const handler = (event, context) =>
      AWSXRay.captureAsyncFunc('handler', async (subsegment) => {
        try {
          return await work(event, context);
        } catch (error) {
          subsegment?.addError(error);
          throw error;
        } finally {
          subsegment?.close();
        }
      });`,
};

/**
 * Builds the functions below a folder.
 * @returns subject → what `measureFunction` runs, with the bytes of its code or archive
 */
export async function buildSubjects(folder) {
  const subjects = {};
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const taskRoot = mkdtempSync(join(folder, 'function-'));
    const bytes = await bundle(program, taskRoot, name === WRAPPER ? join(root, 'examples/lambda') : peers);
    subjects[name] = { taskRoot, handler: 'index.handler', bytes };
  }
  const { taskRoot, handler } = subjects[BARE];
  const layer = join(root, 'packages/lambda-layer/dist');
  subjects[LAYER] = {
    taskRoot,
    handler,
    command: [join(layer, 'layer/otel-xray-wrapper')],
    bytes: statSync(join(layer, 'layer.zip')).size,
  };
  const adot = join(peers, 'node_modules/@aws/aws-distro-opentelemetry-node-autoinstrumentation');
  // As the wrapper script of its layer starts an ES module.
  // https://aws-otel.github.io/docs/getting-started/lambda/lambda-js
  subjects['ADOT, from node_modules'] = {
    taskRoot,
    handler,
    env: {
      NODE_OPTIONS: `--import=${join(adot, 'build/src/register.js')} --no-warnings --experimental-loader=${join(peers, 'node_modules/@opentelemetry/instrumentation/hook.mjs')}`,
      OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'false',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  };
  return subjects;
}

async function bundle(contents, taskRoot, resolveDir) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    external: ['@aws-sdk/*'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  mkdirSync(taskRoot, { recursive: true });
  writeFileSync(join(taskRoot, 'index.mjs'), outputFiles[0].contents);
  return outputFiles[0].contents.length;
}
