import type { Remedy } from '../nova/impact/restart.js';
import type { ImpactTally } from '../nova/impact/tally.js';

/** Something to do before the option is changed. */
export interface ImpactRemedy {
  readonly key: Remedy;
  /** What to run; a word in angle brackets is to be filled in. Null where no single command does it. */
  readonly argv: readonly string[] | null;
  readonly why: string;
  /** Instances that it is for. */
  readonly instances: number;
  /** Where it is to be run or done, with the instances there; empty for what is done to instances. */
  readonly hosts: readonly RemedyHost[];
  /** The command for each of the first instances. */
  readonly commands: readonly (readonly string[])[];
}

export interface RemedyHost {
  readonly host: string;
  readonly instances: number;
  /** Libvirt's names of it, where they differ. */
  readonly otherNames: readonly string[];
}

/** What to do, in the order in which to do it. */
export function impactRemedies(tallies: readonly ImpactTally[], limit: number): ImpactRemedy[] {
  return [
    ...HOST_REMEDIES.flatMap(({ key, argv, why }) => {
      const hosts = tallies
        .flatMap((tally) =>
          [...tally.remedies[key]].map(([host, instances]) => ({
            host,
            instances,
            otherNames: key === 'hard-reboot' ? (tally.otherNames.get(host) ?? []) : [],
          })),
        )
        .sort((one, other) => (one.host < other.host ? -1 : 1));
      const instances = hosts.reduce((sum, host) => sum + host.instances, 0);
      return instances === 0 ? [] : [{ key, argv, why, instances, hosts, commands: [] }];
    }),
    ...updateRemedy(tallies, limit),
  ];
}

const HOST_REMEDIES = [
  {
    key: 'upgrade',
    argv: null,
    why: 'Upgrade nova-compute to Wallaby (23.0.0) or later there, with the old value still set: older ones record no machine type.',
  },
  {
    key: 'restart',
    argv: ['systemctl', 'restart', 'nova-compute'],
    why: 'there, before the option is changed: that records the OLD type. The first restart after the change, which is what makes the change count, records the NEW one (the unit may be called otherwise).',
  },
  {
    key: 'start',
    argv: ['systemctl', 'start', 'nova-compute'],
    why: 'there, before the option is changed, for it is down: that records the OLD type, and a start after the change the NEW one.',
  },
  {
    key: 'hard-reboot',
    argv: ['openstack', 'server', 'reboot', '--hard', '<uuid>'],
    why: "for the instances there, or stop and start, before the option is changed: that records the OLD type. The names of these hosts differ (libvirt's is not [DEFAULT]host), and up to 33.x a restart of nova-compute records nothing there. A stopped one can be updated: nova-preflight machine-type update <uuid> <machine-type>",
  },
] as const;

function updateRemedy(tallies: readonly ImpactTally[], limit: number): ImpactRemedy[] {
  const instances = tallies.reduce((sum, tally) => sum + tally.updates, 0);
  if (instances === 0) return [];
  const updated = tallies.flatMap((tally) => tally.updated).slice(0, limit);
  return [
    {
      key: 'update',
      argv: updateCommand('<uuid>', '<machine-type>'),
      why: 'for those that no nova-compute records, with the old type; the instance has to be stopped, shelved or shelved-offloaded',
      instances,
      hosts: [],
      commands: updated.map(({ uuid, type }) => updateCommand(uuid, type ?? '<machine-type>')),
    },
  ];
}

function updateCommand(uuid: string, type: string): string[] {
  return ['nova-preflight', 'machine-type', 'update', uuid, type];
}
