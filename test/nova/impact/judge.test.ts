import { describe, expect, test } from 'vitest';
import { type ImpactSubject, judgeImpact } from '../../../src/nova/impact/judge.js';

const subject: ImpactSubject = {
  recorded: null,
  vmState: 'active',
  host: 'a',
  isOther: false,
  architecture: { architecture: 'x86_64', from: 'host' },
  release: 31,
  from: [],
  to: ['x86_64=q35'],
};

const pcToQ35 = {
  group: 'would-change',
  architecture: 'x86_64',
  from: { type: 'pc', from: 'default' },
  to: { type: 'q35', from: 'option' },
};

describe('judgeImpact', () => {
  test.each<[string, Partial<ImpactSubject>, object]>([
    ['a versioned type is recorded', { recorded: 'pc-i440fx-6.2' }, { group: 'pinned' }],
    ['an alias is recorded', { recorded: 'pc' }, { group: 'pinned-alias' }],
    ["Ubuntu's alias", { recorded: 'ubuntu-q35' }, { group: 'pinned-alias' }],
    ['a board is no alias', { recorded: 'microvm' }, { group: 'pinned' }],
    ['a type that nobody knows is recorded all the same', { recorded: 'x' }, { group: 'pinned' }],
    ['an empty text is recorded all the same', { recorded: '' }, { group: 'pinned' }],
    [
      'recorded, though its architecture is not known',
      { recorded: 'pc', architecture: { architecture: undefined, reason: 'none' } },
      { group: 'pinned-alias' },
    ],
    [
      'recorded while it is built',
      { recorded: 'q35', vmState: 'building' },
      { group: 'pinned-alias' },
    ],
    ['built', { vmState: 'building' }, { group: 'building' }],
    ["another driver's", { isOther: true }, { group: 'not-libvirt' }],
    [
      "another driver's, with a type of its image",
      { isOther: true, recorded: 'pc' },
      { group: 'not-libvirt' },
    ],
    ['an error before it was on a host', { vmState: 'error', host: null }, { group: 'no-guest' }],
    ['the same, with an empty host', { vmState: 'error', host: '' }, { group: 'no-guest' }],
    [
      'an error on a host',
      { vmState: 'error' },
      { ...pcToQ35, triggers: ['hard-reboot', 'rebuild', 'rescue', 'evacuation', 'host-reboot'] },
    ],
    [
      'the architecture is not known',
      { architecture: { architecture: undefined, reason: 'nobody says' } },
      { group: 'architecture-unknown', why: 'nobody says' },
    ],
    [
      'it runs',
      {},
      {
        ...pcToQ35,
        triggers: [
          'hard-reboot',
          'cold-migration',
          'rebuild',
          'rescue',
          'evacuation',
          'host-reboot',
        ],
      },
    ],
    [
      'shelved-offloaded: nothing but the unshelve',
      { vmState: 'shelved_offloaded', host: null },
      { ...pcToQ35, triggers: ['unshelve'] },
    ],
    [
      'stopped: its start too, and no reboot of the host',
      { vmState: 'stopped' },
      {
        ...pcToQ35,
        triggers: ['start', 'hard-reboot', 'cold-migration', 'rebuild', 'rescue', 'evacuation'],
      },
    ],
    ['paused', { vmState: 'paused' }, { ...pcToQ35, triggers: ['hard-reboot'] }],
    ['rescued', { vmState: 'rescued' }, { ...pcToQ35, triggers: ['host-reboot'] }],
    ['resized', { vmState: 'resized' }, { ...pcToQ35, triggers: ['revert-resize', 'host-reboot'] }],
    ['soft-deleted', { vmState: 'soft-delete' }, { ...pcToQ35, triggers: ['restore'] }],
    ['a state that nobody knows', { vmState: 'constructor' }, { ...pcToQ35, triggers: [] }],
    ['no state', { vmState: null }, { ...pcToQ35, triggers: [] }],
    [
      'the same type by another way',
      { to: ['x86_64=pc'] },
      {
        group: 'same',
        architecture: 'x86_64',
        from: { type: 'pc', from: 'default' },
        to: { type: 'pc', from: 'option' },
        triggers: [],
      },
    ],
    [
      'another architecture, which the option says nothing of',
      { architecture: { architecture: 'aarch64', from: 'image' } },
      {
        group: 'same',
        architecture: 'aarch64',
        from: { type: 'virt', from: 'default' },
        to: { type: 'virt', from: 'default' },
        triggers: [],
      },
    ],
    [
      'an alias to a version of its family is a change',
      { from: ['x86_64=q35'], to: ['x86_64=pc-q35-9.2'] },
      {
        ...pcToQ35,
        from: { type: 'q35', from: 'option' },
        to: { type: 'pc-q35-9.2', from: 'option' },
        triggers: expect.any(Array),
      },
    ],
    [
      'the option is taken out',
      { from: ['x86_64=q35'], to: [] },
      {
        ...pcToQ35,
        from: { type: 'q35', from: 'option' },
        to: { type: 'pc', from: 'default' },
        triggers: expect.any(Array),
      },
    ],
    [
      'of two entries the first counts',
      { from: ['x86_64=pc'], to: ['x86_64=pc', 'x86_64=q35'] },
      {
        ...pcToQ35,
        group: 'same',
        from: expect.anything(),
        to: { type: 'pc', from: 'option' },
        triggers: [],
      },
    ],
    [
      'by the release: ppc64le has a default from 25.0.0 on',
      {
        architecture: { architecture: 'ppc64le', from: 'host' },
        release: 25,
        to: ['ppc64le=pseries'],
      },
      {
        group: 'same',
        architecture: 'ppc64le',
        from: { type: 'pseries', from: 'default' },
        to: { type: 'pseries', from: 'option' },
        triggers: [],
      },
    ],
    [
      'and none before',
      {
        architecture: { architecture: 'ppc64le', from: 'host' },
        release: 24,
        to: ['ppc64le=pseries'],
        vmState: 'paused',
      },
      {
        group: 'would-change',
        architecture: 'ppc64le',
        from: { type: null, from: 'libvirt', isRefused: false },
        to: { type: 'pseries', from: 'option' },
        triggers: ['hard-reboot'],
      },
    ],
    [
      'an alias of an architecture never counts',
      { to: ['amd64=q35'] },
      {
        group: 'same',
        architecture: 'x86_64',
        from: { type: 'pc', from: 'default' },
        to: { type: 'pc', from: 'default' },
        triggers: [],
      },
    ],
  ])('%s', (_what, changes, impact) => {
    expect(judgeImpact({ ...subject, ...changes })).toEqual(impact);
  });
});
