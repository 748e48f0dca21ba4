import { describe, expect, it } from 'vitest';
import { findRelease, type Release, releases } from '../../src/nova/releases.js';
import { upgradePath } from '../../src/nova/upgrade-path.js';
import { upgradePathJson, upgradePathText } from '../../src/report/upgrade-path.js';

const path = (from: string, to: string) =>
  upgradePath(findRelease(from) as Release, findRelease(to) as Release);

describe('upgradePathText', () => {
  it('tells of each step what it needs and migrates', () => {
    expect(upgradePathText(path('zed', '2024.1'), 80)).toBe(
      `From Zed (26) to 2024.1 Caracal (29): 2 supported steps

1. Zed (26) to 2023.1 Antelope (27)
   Computes      Yoga (service version 61) at least
   libvirt       6.0.0 at least; 7.0.0 is announced as the next minimum
   QEMU          4.2.0 at least; 5.2.0 is announced as the next minimum
   Placement     microversion 1.36 at least
   Cinder        microversion 3.44 at least, where it is used
   API database  schema b30f573d3377, as before
   Each cell     schema ccb0fa1a2252 to 960aac0e09ea

2. 2023.1 Antelope (27) to 2024.1 Caracal (29), from SLURP to SLURP
   Computes      Antelope (service version 66) at least
   libvirt       7.0.0 at least; 8.0.0 is announced as the next minimum
   QEMU          5.2.0 at least; 6.2.0 is announced as the next minimum
   Placement     microversion 1.36 at least
   Cinder        microversion 3.44 at least, where it is used
   API database  schema b30f573d3377 to cdeec0c85668
   Each cell     schema 960aac0e09ea to 13863f4e1612
`,
    );
  });

  it('says of a single step that it is one, and fits into a narrow terminal', () => {
    expect(upgradePathText(path('wallaby', 'xena'), 44)).toBe(
      `From Wallaby (23) to Xena (24): 1 supported
step

1. Wallaby (23) to Xena (24)
   Computes      Wallaby (service version
                 54) at least
   libvirt       6.0.0 at least; 7.0.0 is
                 announced as the next
                 minimum
   QEMU          4.2.0 at least; 5.2.0 is
                 announced as the next
                 minimum
   Placement     microversion 1.36 at least
   Cinder        microversion 3.44 at least,
                 where it is used
   API database  schema 82 (migrate_version)
                 to d67eeaabee36
   Each cell     schema 417
                 (migrate_version) to
                 8f2f1571d55b
`,
    );
  });

  it('fits into 80 columns for every release, unbroken', () => {
    for (const from of releases.slice(0, -1)) {
      const lines = upgradePathText(upgradePath(from, releases.at(-1) as Release), 80).split('\n');
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.filter((line) => line.startsWith('                '))).toEqual([]);
    }
  });
});

describe('upgradePathJson', () => {
  it('has the same as data, and of a release its names alone', () => {
    const zed = { series: 'zed', codename: 'Zed', major: 26 };
    const antelope = { series: '2023.1', codename: 'Antelope', major: 27 };
    const caracal = { series: '2024.1', codename: 'Caracal', major: 29 };
    expect(JSON.parse(upgradePathJson(path('zed', '2024.1')))).toEqual({
      from: zed,
      to: caracal,
      steps: [
        {
          from: zed,
          to: antelope,
          kind: 'next',
          oldestCompute: { release: 'Yoga', version: 61 },
          schema: {
            api: { before: 'b30f573d3377', after: 'b30f573d3377' },
            main: { before: 'ccb0fa1a2252', after: '960aac0e09ea' },
          },
          libvirt: { minimum: '6.0.0', next: '7.0.0' },
          qemu: { minimum: '4.2.0', next: '5.2.0' },
          placement: '1.36',
          cinder: '3.44',
        },
        {
          from: antelope,
          to: caracal,
          kind: 'slurp',
          oldestCompute: { release: 'Antelope', version: 66 },
          schema: {
            api: { before: 'b30f573d3377', after: 'cdeec0c85668' },
            main: { before: '960aac0e09ea', after: '13863f4e1612' },
          },
          libvirt: { minimum: '7.0.0', next: '8.0.0' },
          qemu: { minimum: '5.2.0', next: '6.2.0' },
          placement: '1.36',
          cinder: '3.44',
        },
      ],
    });
  });
});
