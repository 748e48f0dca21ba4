import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellImpact } from '../../../src/nova/impact/cell-impact.js';
import type { ImpactQuestion } from '../../../src/nova/impact/question.js';
import { IMPACT_GROUPS } from '../../../src/nova/impact/groups.js';
import type { ImpactTally } from '../../../src/nova/impact/tally.js';
import { cells, instanceUuid } from '../../support/cells.js';
import { ENGINES } from '../../support/databases.js';
import { type Deployment, makeDeployment } from '../../support/deployment.js';
import { cellUuid } from '../../support/rows.js';
import { readCell, workedCell } from '../reading.js';

const image = (properties: Readonly<Record<string, string | null>>) =>
  Object.entries(properties).map(([key, value]) => ({ key: `image_${key}`, value }));

const arm = { cpu_info: '{"arch": "aarch64"}' };

const cell1 = {
  computes: [
    { host: 'a' },
    { host: 'old', service: { version: 53 } },
    { host: 'short', node: { hypervisor_hostname: 'short.example.net' }, service: { version: 68 } },
    { host: 'new', node: { hypervisor_hostname: 'new.example.net' }, service: { version: 74 } },
    { host: 'down', service: { forced_down: 1 } },
    { host: 'arm', node: arm },
    { host: 'mixed', node: { cpu_info: 'no JSON' } },
    { host: 'metal', node: { hypervisor_type: 'ironic' } },
  ],
  instances: [
    /* 1 */ { host: 'a', display_name: 'one', project_id: 'p' },
    /* 2 */ { host: 'a', machineType: 'pc', project_id: 'p' },
    /* 3 */ { host: 'a', machineType: 'pc-i440fx-6.2', vm_state: 'paused' },
    /* 4 */ { host: 'a', machineType: 'q35', project_id: null },
    /* 5 */ { host: 'old' },
    /* 6 */ { host: 'short', vm_state: 'stopped' },
    /* 7 */ { host: 'new' },
    /* 8 */ { host: 'down' },
    /* 9 */ { host: 'arm' },
    /* 10 */ { host: 'mixed' },
    /* 11 */ { host: 'metal' },
    /* 12 */ { host: 'metal', machineType: 'pc' },
    /* 13: the architecture is that of the host on which it was shelved */
    {
      vm_state: 'shelved_offloaded',
      metadata: [{ key: 'shelved_host', value: 'a' }],
    },
    /* 14: nothing tells, for the hosts differ */ { vm_state: 'shelved_offloaded' },
    /* 15: the image tells */
    { vm_state: 'shelved_offloaded', metadata: image({ architecture: 'AMD64' }) },
    /* 16 */ { vm_state: 'error' },
    /* 17 */ { host: 'a', vm_state: 'building' },
    /* 18: NULL, which 2026.2 does not try again */ { host: 'a', machineType: null },
    /* 19 */ { host: 'a', deleted: 19 },
    /* 20 */
    {
      host: 'a',
      metadata: image({
        os_type: 'linux',
        os_distro: 'windows',
        hw_disk_bus: 'ide',
        hw_firmware_type: 'uefi',
        os_secure_boot: null,
      }),
    },
    /* 21: the key is another's by its capitals, and a NULL is no architecture */
    {
      host: 'a',
      metadata: [
        { key: 'IMAGE_HW_MACHINE_TYPE', value: 'q35' },
        ...image({ hw_architecture: null, architecture: null }),
      ],
    },
    /* 22: shelved on ironic's host */
    { vm_state: 'shelved_offloaded', metadata: [{ key: 'shelved_host', value: 'metal' }] },
    /* 23: the image's architecture goes before the host's */
    { host: 'arm', metadata: image({ hw_architecture: 'i386' }) },
    /* 24: shelved from there, and pinned */
    {
      vm_state: 'shelved_offloaded',
      machineType: 'pc',
      metadata: [{ key: 'shelved_host', value: 'metal' }],
    },
  ],
};

const uuid = (place: number) => instanceUuid(1, place);

const question: ImpactQuestion = {
  from: [],
  to: ['x86_64=q35'],
  pciePorts: 0,
  hosts: undefined,
  limit: Infinity,
  now: new Date(),
};

/** What each group lists, by the places of the instances; the counts must say the same. */
function listed({ groups }: ImpactTally) {
  const places = IMPACT_GROUPS.map((key) => {
    const group = groups[key];
    expect(group.listed.length).toBe(group.instances);
    return [key, group.listed.map((one) => Number(one.uuid.slice(-4)))];
  });
  return Object.fromEntries(places) as Record<string, number[]>;
}

describe.each(ENGINES)('cellImpact on %s', (engine) => {
  let deployment: Deployment;

  beforeAll(async () => {
    const rows = cells({ cell1 });
    deployment = await makeDeployment(engine, {
      cells: 1,
      rows: {
        ...rows,
        cell1: {
          ...rows['cell1'],
          block_device_mapping: [
            { instance_uuid: uuid(1), destination_type: 'volume', disk_bus: 'ide', deleted: 0 },
            { instance_uuid: uuid(1), destination_type: 'volume', disk_bus: 'scsi', deleted: 0 },
            { instance_uuid: uuid(1), destination_type: 'local', disk_bus: 'virtio', deleted: 0 },
            { instance_uuid: uuid(1), destination_type: 'volume', disk_bus: 'virtio', deleted: 4 },
            { instance_uuid: uuid(5), destination_type: 'volume', disk_bus: 'ide', deleted: 5 },
          ],
          virtual_interfaces: [
            { instance_uuid: uuid(1), deleted: 0 },
            { instance_uuid: uuid(5), deleted: 0 },
            { instance_uuid: uuid(5), deleted: 3 },
          ],
        },
      },
    });
  });

  afterAll(() => deployment.drop());

  const asked = async (changes: Partial<ImpactQuestion> = {}, has = true) =>
    cellImpact(
      {
        ...workedCell(await readCell(deployment)),
        uuid: cellUuid(1),
        name: 'cell1',
        disabled: false,
        isCell0: false,
        has: () => has,
        signal: new AbortController().signal,
      },
      { ...question, ...changes },
    );

  it('sorts every live instance', async () => {
    const { tally } = await asked();
    expect(listed(tally)).toEqual({
      'would-change': [1, 5, 6, 7, 8, 13, 15, 18, 20, 21],
      'architecture-unknown': [10, 14],
      // The option says nothing of i686, nor of aarch64.
      same: [9, 23],
      'no-guest': [16],
      pinned: [3],
      'pinned-alias': [2, 4, 24],
      building: [17],
      'not-libvirt': [11, 12, 22],
    });
  });

  it('tells of an instance what there is to tell', async () => {
    const { tally } = await asked();
    const told = (place: number) =>
      IMPACT_GROUPS.flatMap((key) => tally.groups[key].listed).find(
        (one) => one.uuid === uuid(place),
      );
    expect(told(1)).toEqual({
      uuid: uuid(1),
      name: 'one',
      cell: 'cell1',
      host: 'a',
      project: 'p',
      state: 'active',
      recorded: null,
      reason: 'not-recorded',
      architecture: 'x86_64',
      architectureUnknown: null,
      release: 34,
      from: 'pc',
      to: 'q35',
      triggers: ['hard-reboot', 'cold-migration', 'rebuild', 'rescue', 'evacuation', 'host-reboot'],
      remedy: 'restart',
      recordedByRestart: true,
      rebuiltTo: null,
      risks: ['ide-disk', 'pcie-ports'],
      volumes: 2,
      ports: 1,
    });
    expect(told(2)).toMatchObject({ recorded: 'pc', remedy: null, from: null, rebuiltTo: 'q35' });
    expect(told(3)).toMatchObject({ recorded: 'pc-i440fx-6.2', rebuiltTo: null, risks: [] });
    expect(told(5)).toMatchObject({ release: 22, remedy: 'upgrade', volumes: 0, ports: 1 });
    expect(told(6)).toMatchObject({ release: 31, remedy: 'hard-reboot', recordedByRestart: false });
    expect(told(7)).toMatchObject({ reason: 'host-name-differs', remedy: 'restart' });
    expect(told(8)).toMatchObject({ reason: 'compute-down', remedy: 'start' });
    expect(told(13)).toMatchObject({ remedy: 'update', triggers: ['unshelve'], release: 34 });
    expect(told(14)).toMatchObject({
      remedy: 'update',
      architectureUnknown: 'the compute nodes of its cell are of several: aarch64, unknown, x86_64',
    });
    expect(told(18)).toMatchObject({ reason: 'null-value', remedy: 'update' });
    expect(told(20)).toMatchObject({ risks: ['windows', 'ide-disk', 'uefi'] });
    expect(told(23)).toMatchObject({ architecture: 'i686', from: 'pc', to: 'pc' });
  });

  it('sums up, whatever is listed', async () => {
    const all = (await asked()).tally;
    const few = (await asked({ limit: 1 })).tally;
    const none = (await asked({ limit: 0 })).tally;
    const sums = ({ groups, ...tally }: ImpactTally) => ({
      ...tally,
      updated: [],
      groups: IMPACT_GROUPS.map((key) => ({ ...groups[key], listed: [] })),
    });
    expect(sums(few)).toEqual(sums(all));
    expect(sums(none)).toEqual(sums(all));
    expect(IMPACT_GROUPS.map((key) => few.groups[key].listed.length)).toEqual(
      IMPACT_GROUPS.map(() => 1),
    );
    expect(few.updated).toEqual([{ uuid: uuid(13), type: 'pc' }]);
    expect({ ...sums(all), groups: [] }).toEqual({
      groups: [],
      updated: [],
      changes: new Map([
        ['["x86_64","pc","q35"]', { architecture: 'x86_64', from: 'pc', to: 'q35', instances: 10 }],
      ]),
      triggers: new Map([
        ['hard-reboot', 8],
        ['cold-migration', 8],
        ['rebuild', 8],
        ['rescue', 8],
        ['evacuation', 8],
        ['host-reboot', 7],
        ['start', 1],
        ['unshelve', 2],
      ]),
      risks: new Map([
        ['ide-disk', 2],
        ['pcie-ports', 1],
        ['windows', 1],
        ['uefi', 1],
      ]),
      movesToQ35: 10,
      recordedByRestart: 5,
      // The one with pc that runs: those with q35 keep it, and others cannot be rebuilt or are shelved.
      rebuilds: 1,
      remedies: {
        restart: new Map([
          ['a', 3],
          ['new', 1],
          ['arm', 2],
          ['mixed', 1],
        ]),
        start: new Map([['down', 1]]),
        upgrade: new Map([['old', 1]]),
        'hard-reboot': new Map([['short', 1]]),
      },
      otherNames: new Map([['short', ['short.example.net']]]),
      updates: 4,
    });
    expect(all.groups['pinned-alias']).toMatchObject({
      byHost: new Map([
        ['a', 2],
        ['', 1],
      ]),
      byType: new Map([
        ['pc', 2],
        ['q35', 1],
      ]),
    });
    expect(all.groups['pinned-alias'].byProject.get('')).toBe(1);
  });

  it('looks at the instances of some hosts alone, and at those on none, which may go there', async () => {
    const { tally, hostNames } = await asked({ hosts: new Set(['down', 'metal', 'nowhere']) });
    expect(Object.entries(listed(tally)).filter(([, places]) => places.length > 0)).toEqual([
      ['would-change', [8, 13, 15]],
      ['architecture-unknown', [14]],
      ['no-guest', [16]],
      ['pinned-alias', [24]],
      ['not-libvirt', [11, 12, 22]],
    ]);
    expect(hostNames).toEqual(
      new Set(['a', 'old', 'short', 'new', 'down', 'arm', 'mixed', 'metal']),
    );
  });

  it('looks at nothing where none of the hosts is in the cell', async () => {
    const { tally } = await asked({ hosts: new Set(['nowhere']) });
    expect(Object.values(listed(tally)).flat()).toEqual([]);
  });

  it('knows no devices where it may not read them', async () => {
    const { tally, areDevicesKnown } = await asked({}, false);
    expect(areDevicesKnown).toBe(false);
    expect(tally.groups['would-change'].listed[0]).toMatchObject({
      risks: [],
      volumes: null,
      ports: null,
    });
  });

  it("takes the architecture that all hosts have, and of none where all are another driver's", async () => {
    const same = await makeDeployment(engine, {
      cells: 2,
      rows: cells({
        cell1: {
          computes: [
            { host: 'a' },
            { host: 'b' },
            { host: 'm', node: { hypervisor_type: 'ironic' } },
          ],
          instances: [{ vm_state: 'shelved_offloaded' }],
        },
        cell2: {
          computes: [{ host: 'n', node: { hypervisor_type: 'ironic' } }],
          instances: [{ vm_state: 'shelved_offloaded' }],
        },
      }),
    });
    try {
      const groups = await Promise.all(
        (['cell1', 'cell2'] as const).map(async (name, index) => {
          const { tally } = await cellImpact(
            {
              ...workedCell(await readCell(same, name)),
              uuid: cellUuid(index + 1),
              name,
              disabled: false,
              isCell0: false,
              has: () => true,
              signal: new AbortController().signal,
            },
            question,
          );
          return IMPACT_GROUPS.filter((key) => tally.groups[key].instances > 0);
        }),
      );
      expect(groups).toEqual([['would-change'], ['architecture-unknown']]);
    } finally {
      await same.drop();
    }
  });
});
