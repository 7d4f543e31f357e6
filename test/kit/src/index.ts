export { expectValidDocument } from './expect-valid-document.ts';
export { sendToHandler } from './framework-request.ts';
export { makeSpan, PARENT_SPAN_ID, SPAN_ID, type SpanFields, TRACE_ID } from './make-span.ts';
export {
  createPackedProject,
  findNode,
  type PackageManifest,
  type PackedPackage,
  type PackedProject,
  packPackages,
  publishedPackages,
  unpackPackage,
} from './packed-project.ts';
export { quietPort } from './quiet-port.ts';
export { receiverProblems } from './receiver-types.ts';
export { type TransportReceiver, type TransportWay, testTransport } from './transport-contract.ts';
