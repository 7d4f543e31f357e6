/**
 * Installs the packages of a folder with a lock file of its own, unless they are there already.
 * @param folder absolute path
 * @throws if npm fails
 */
export function installLocked(folder: string): void;
