import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { publishedPackages } from '@otel-xray/test-kit';
import type { Cell } from './cell.ts';
import { installLineOf, readmeOf, wholeProgramOf } from './programs.ts';
import type { Projects } from './projects.ts';
import { startUdpReceiver } from './udp-receiver.ts';

/** Each package as its README says: the section Install as it is written, then the first program of "A whole program". */
export const readmeCells: readonly Cell[] = publishedPackages().map(({ manifest }) => ({
  group: 'READMEs',
  name: manifest.name,
  run: (projects) => followReadme(projects, manifest.name),
}));

async function followReadme(projects: Projects, name: string): Promise<string> {
  const readme = readmeOf(name.replace('@otel-xray/', ''));
  const program = wholeProgramOf(readme);
  if (program === '') throw new Error('the README has no program');
  const file = /^\/\/ ([\w.-]+\.m?js)\b/.exec(program)?.[1] ?? 'app.mjs';
  const project = projects.create('readme');
  await project.shell(installLineOf(readme), { env: { npm_config_prefer_offline: 'true' } });
  project.write(file, program);
  const receiver = await startUdpReceiver();
  const aws = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"TableNames":["orders"]}'));
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  try {
    const env = {
      AWS_XRAY_DAEMON_ADDRESS: receiver.address,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    };
    const { stdout } = await project.run('node', [...preloadOf(name), file], { env });
    const [line = ''] = stdout.trim().split('\n');
    const traces = receiver.traceIds().length;
    if (preloadOf(name).length > 0 && traces === 0) throw new Error(`nothing was traced\n${stdout}`);
    if (line === '' && traces === 0) throw new Error('the program printed nothing and sent nothing');
    return [line.replaceAll('|', '/').slice(0, 80), traces > 0 && `${traces} traces`].filter(Boolean).join('; ');
  } finally {
    receiver.close();
    aws.close();
  }
}

/** The README of `register` starts its program with a preload. */
function preloadOf(name: string): readonly string[] {
  return name === '@otel-xray/register' ? ['--import', '@otel-xray/register/auto'] : [];
}
