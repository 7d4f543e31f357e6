// The process of one scenario on one SDK line: traces, runs the requests one after the other, hands the recording to its parent.
import './../../../scripts/from-sources.mjs';
import { createRequire } from 'node:module';

const [name, sdk] = process.argv.slice(2);
const ports = JSON.parse(process.env.CORPUS_PORTS ?? '{}');
const folder = (path) => createRequire(new URL(`../${path}package.json`, import.meta.url));

const { startTracing } = await import('./tracing.mjs');
const { stabiliser } = await import('./stable.mjs');
const { makeTools } = await import('./tools.mjs');
const { default: scenario } = await import(`../scenarios/${name}.mjs`);

const load = folder(scenario.folder ? `${scenario.folder}/` : '');
const service = scenario.service ?? 'shop';
const tracing = startTracing({ sdk, service, instrumentations: scenario.instrumentations ?? {}, requireLibrary: load });
const tools = makeTools({ load, tracing, ports });
await scenario.run(tools);
await tools.close();

const stable = stabiliser(tools.usualPorts);
process.send({ resource: { 'service.name': service }, requests: stable(tools.requests) }, () => process.exit());
