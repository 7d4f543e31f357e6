#!/usr/bin/env node
// Every Node since 18 can read this file, and the first line has no option. An older Node would end at an unknown one before it
// reads any code. The rest is imported after the check of the version.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 15)) {
  await import('./run.js');
} else {
  console.error(
    `Local X-Ray needs Node 22.15 or later, this is ${process.versions.node}; the services that it traces may run on an older one.`,
  );
  process.exitCode = 1;
}
