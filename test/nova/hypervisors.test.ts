import { expect, it } from 'vitest';
import { versionNumber, versionText } from '../../src/nova/hypervisors.js';
import { releases } from '../../src/nova/releases.js';

it.each([
  ['6.2.0', 6_002_000],
  ['8.2.2', 8_002_002],
  ['10.0', 10_000_000],
  ['11', 11_000_000],
])('knows %s by its number', (text, number) => {
  expect(versionNumber(text)).toBe(number);
});

it('tells what each release asks for as the release does', () => {
  for (const { qemu } of releases) {
    for (const version of [qemu.minimum, qemu.next]) {
      expect(versionText(versionNumber(version))).toBe(version);
    }
  }
});
