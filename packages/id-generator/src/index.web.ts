export { AWSXRayIdGenerator } from './aws-xray-id-generator.web.ts';
