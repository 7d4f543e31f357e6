// Runs one program: `run-program.cjs CORE SATELLITES PROGRAM`. CORE is the file that `aws-xray-sdk-core` stands for, SATELLITES the beginning
// of the names of the packages around it. Documents go to the address in the environment.
const Module = require('node:module');

const [core, satellites, program] = process.argv.slice(2);
const resolve = Module._resolveFilename;
// The same as an alias in package.json.
Module._resolveFilename = function resolveWithAlias(name, ...rest) {
  return name === 'aws-xray-sdk-core' ? core : resolve.call(this, name, ...rest);
};

const AWSXRay = require('aws-xray-sdk-core');
AWSXRay.capturePromise();
const load = (name) => require(name === '' ? satellites : `${satellites}-${name}`);
Promise.resolve(require(program)(AWSXRay, load)).then(() => setTimeout(() => undefined, 50));
