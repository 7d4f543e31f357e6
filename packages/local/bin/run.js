import nodeModule, { createRequire } from 'node:module';

// The process is our own. Respects NODE_DISABLE_COMPILE_CACHE: https://nodejs.org/api/module.html#moduleenablecompilecachecachedir
nodeModule.enableCompileCache?.();

// On Node 22 `node:sqlite` warns that it is experimental. All other warnings are printed as ever.
const printers = process.listeners('warning');
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name === 'ExperimentalWarning') return;
  for (const print of printers) print.call(process, warning);
});

const { runCli } = await import('../dist/esm/cli.js');
const { version } = createRequire(import.meta.url)('../package.json');
await runCli(process.argv, version);
