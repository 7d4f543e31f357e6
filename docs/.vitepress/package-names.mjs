/** Packages whose README is a page of the site. */
export const PACKAGE_NAMES = [
  'register',
  'exporter',
  'translator',
  'sampler',
  'propagator',
  'id-generator',
  'format',
  'aws-client',
  'lambda',
  'lambda-layer',
  'local',
  'filter-expression',
  'codemod',
];
