import { describe, expect, it } from 'vitest';
import { mayBeEc2 } from './ec2.ts';

const ASSET_TAG = '/sys/devices/virtual/dmi/id/board_asset_tag';
const UUID = '/sys/hypervisor/uuid';

describe('mayBeEc2', () => {
  it.each([
    ['an instance on Nitro', { [ASSET_TAG]: 'i-0abcd1234567890ab\n' }, true],
    ['an instance on Xen', { [UUID]: 'ec2e1916-9099-7caf-fd21-012345abcdef\n' }, true],
    ['an instance on Xen, little-endian', { [UUID]: '45e12aec-dcd1-b213-94ed-012345abcdef\n' }, true],
    ['another machine', { [ASSET_TAG]: 'Default string\n', [UUID]: '00000000-0000-0000-0000-000000000000\n' }, false],
    ['a machine that says nothing', {}, false],
  ])('on Linux: %s', (_, files: Record<string, string>, expected) => {
    const read = (path: string): string => {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    };
    expect(mayBeEc2('linux', read)).toBe(expected);
  });

  it.each([
    ['win32', true],
    ['darwin', false],
  ] as const)('on %s: %s', (platform, expected) => {
    expect(mayBeEc2(platform)).toBe(expected);
  });
});
