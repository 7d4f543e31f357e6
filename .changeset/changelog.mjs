// Writes the changelog of a package: the entries of the changesets alone, without commits and without dependencies of one version.
// Interface: https://github.com/changesets/changesets/blob/main/docs/modifying-changelog-format.md

/** Returns the entry of one changeset. */
export const getReleaseLine = async ({ summary }) => {
  const [first = '', ...others] = summary.trim().split('\n');
  return [`- ${first}`, ...others.map((line) => (line.trim() === '' ? '' : `  ${line}`))].join('\n');
};

/** Returns the entry of changed dependencies: none, since all packages have one version. */
export const getDependencyReleaseLine = async () => '';

export default { getReleaseLine, getDependencyReleaseLine };
