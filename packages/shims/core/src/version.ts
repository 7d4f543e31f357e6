/** The package that writes the documents, by the name that `aws.xray.package` shows. */
export const name = 'aws-xray-sdk-core';

/** Its version: that of package.json. */
export const version = '3.12.2';
