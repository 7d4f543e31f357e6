// Runs one program on one of the SDKs: `run-program.cjs MODULE PROGRAM`. Documents go to the address in the environment.
const [module_, program] = process.argv.slice(2);
const AWSXRay = require(module_);
AWSXRay.capturePromise();
Promise.resolve(require(program)(AWSXRay)).then(() => setTimeout(() => undefined, 50));
