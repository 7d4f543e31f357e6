export { AWSXRayIdGenerator } from './aws-xray-id-generator.ts';
