const AWSXRay = require('aws-xray-sdk');
const AWS = require('aws-sdk');
AWSXRay.captureAWS(AWS);

module.exports = new AWS.S3();
