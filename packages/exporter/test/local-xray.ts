// By its path, not its name: Local X-Ray is a witness in these tests and nothing that this package depends on.
export { type LocalXRay, startLocalXRay } from '../../local/src/index.ts';
