import { readFileSync } from 'node:fs';

/**
 * Whether this machine says, without a request, that it is an EC2 instance. On Windows, where it does not say so in a file, it may be one.
 * A request for the instance metadata anywhere else would delay the first traces until its timeout.
 * Source: EC2 user guide, "Detect whether a host is an EC2 instance".
 * @param read gives a file's text, and throws where there is none
 */
export function mayBeEc2(
  platform: NodeJS.Platform = process.platform,
  read: (path: string) => string = readText,
): boolean {
  if (platform === 'win32') return true;
  if (platform !== 'linux') return false;
  return SIGNS.some(([path, sign]) => {
    try {
      return sign.test(read(path));
    } catch {
      return false;
    }
  });
}

// The instance's id on Nitro; a UUID that begins with ec2 on Xen, whose first group may be in the other byte order.
const SIGNS: readonly [path: string, sign: RegExp][] = [
  ['/sys/devices/virtual/dmi/id/board_asset_tag', /^i-[0-9a-f]+/],
  ['/sys/hypervisor/uuid', /^(ec2|[0-9a-f]{4}2[0-9a-f]ec)/i],
];

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
