"use strict";
var __importStar = (this && this.__importStar) || function (mod) { return mod; };
Object.defineProperty(exports, "__esModule", { value: true });
const AWSXRay = __importStar(require("aws-xray-sdk-core"));
const client = AWSXRay.captureAWSv3Client(new Client({}));
exports.client = client;
