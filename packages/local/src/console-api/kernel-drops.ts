import { readFileSync } from 'node:fs';

/**
 * How many datagrams the kernel threw away because a socket's buffer was full.
 * @returns `undefined` where the system does not report it (Linux does)
 */
export function kernelDrops(port: number): number | undefined {
  let drops: number | undefined;
  for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
    for (const line of linesOf(table)) {
      // sl local_address rem_address … inode ref pointer drops
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.split(':')[1] !== port.toString(16).toUpperCase().padStart(4, '0')) continue;
      drops = (drops ?? 0) + Number(fields.at(-1));
    }
  }
  return drops;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}
