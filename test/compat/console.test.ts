import { spawnSync } from 'node:child_process';
import { createPackedProject, type PackedProject } from '@otel-xray/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';

// The console comes with the package: nothing to build, in either kind of module.
let project: PackedProject;
beforeAll(() => {
  project = createPackedProject({ sdk: 3 });
});
afterAll(() => project.remove());

const ASK = `
  .then(async (xray) => {
    const page = await (await fetch(xray.url)).text();
    const [script] = /\\/assets\\/[^"]+\\.js/.exec(page);
    const answer = await fetch(xray.url + script);
    console.log(page.includes('<title>Local X-Ray</title>'), answer.status, (await answer.text()).length > 100000);
    await xray.close();
  });`;

it.each([
  ['ES modules', 'ask.mjs', `import { startLocalXRay } from '@otel-xray/local';\nstartLocalXRay({ port: 0 })${ASK}`],
  ['CommonJS', 'ask.cjs', `const { startLocalXRay } = require('@otel-xray/local');\nstartLocalXRay({ port: 0 })${ASK}`],
])('is served from the packed package, loaded as %s', (_, file, text) => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', project.write(file, text)],
    { encoding: 'utf8' },
  );
  expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: 'true 200 true', stderr: '' });
});
