import {
  type CheckContext,
  defineCheck,
  type Finding,
  type Remediation,
  type Verdict,
} from '../src/check/check.js';
import { firstFew, plural, timeSpan, total, utcTime } from '../src/check/wording.js';
import { ExpectedError } from '../src/error.js';
import { type Cell, cellName } from '../src/nova/cell.js';
import { computeServiceColumns } from '../src/nova/compute-services.js';
import type { CellAnswer } from '../src/nova/deployment.js';
import { type JudgedComputes, judgedComputes, type OldCompute } from '../src/nova/old-computes.js';
import { type Release, releaseName } from '../src/nova/releases.js';
import { serviceReleaseName } from '../src/nova/service-releases.js';

/**
 * Nova 34.0.0, nova/cmd/status.py _check_old_computes; nova/utils.py raise_if_old_compute. Nova tells the lowest
 * version of all, and neither which compute has it nor that a cell did not answer.
 */
export default defineCheck({
  id: 'old-computes',
  title: 'Older than N-1 computes',
  since: '23',
  asks: 'Is every nova-compute new enough for the control services of the target?',
  docs: 'https://docs.openstack.org/nova/latest/admin/upgrades.html',
  why: 'Control services work with computes down to one release only, and refuse to start while an older one has a record. That a host was switched off long ago does not matter to them.',
  fix: 'Upgrade the computes that are named, release by release or from SLURP to SLURP. Delete the service records of hosts that are gone, or force down those of hosts that are switched off.',
  results: {
    success:
      'No nova-compute is older than the target allows. Deleted ones and those that are forced down do not count, nor do those without a version.',
    warning: 'At least one is older, and the target is Yoga (25) or before.',
    failure: 'At least one is older, and the target is Zed (26) or later.',
    unknown: 'No cell but cell0 is mapped, or a cell could not answer and no other has an old one.',
  },
  links: [
    'https://docs.openstack.org/nova/latest/cli/nova-status.html',
    'https://bugs.launchpad.net/bugs/1956983',
  ],
  reads: { cell: computeServiceColumns },

  async run(deployment, context): Promise<Verdict> {
    const { target } = context;
    if (!(await deployment.cells()).some((cell) => !cell.isCell0)) {
      throw new ExpectedError('no cell but cell0 is mapped, so that no compute can be looked at.');
    }
    const answers = await deployment.askCells(
      async ({ reader }) => judgedComputes(reader, target.oldestCompute.version),
      { cell0: true },
    );
    const cells = answers.map((answer) => judgedCell(answer, context));
    const live = cells.flatMap((cell) => cell.live);
    const stale = cells.flatMap((cell) => cell.stale);
    const old = [...live, ...stale];
    const counts = {
      computes: total(answers.map(({ value }) => value.computes)),
      old: old.length,
      live: live.length,
      stale: stale.length,
      disabled: old.filter(({ compute }) => compute.disabled).length,
      withoutVersion: total(answers.map(({ value }) => value.unversioned.length)),
      byCell: Object.fromEntries(cells.map(({ uuid, old }) => [uuid, old])),
    };
    const unversioned = unversionedLines(answers);
    if (old.length === 0) {
      return {
        status: 'success',
        counts,
        ...(unversioned.length > 0 ? { details: unversioned.join('\n') } : {}),
      };
    }
    const where = cells
      .filter((cell) => cell.old > 0)
      .map((cell) => `${cell.name}: ${cell.old}`)
      .join(', ');
    return {
      status: target.major <= LAST_TO_WARN ? 'warning' : 'failure',
      details: [
        `${plural(old.length, 'compute')} of ${counts.computes} ${old.length === 1 ? 'is' : 'are'} older than ${floor(target)} (${where}).`,
        ...(stale.length > 0
          ? [
              `${stale.length} of them did not report for longer than ${timeSpan(context.staleAfter)} (--stale-after). Their records count all the same.`,
            ]
          : []),
        ...unversioned,
      ].join('\n'),
      counts,
      findings: old.map((found) => finding(found)),
      remediation: remedies(live.length > 0, stale.length > 0, target),
    };
  },
});

/** 26.0.0 made a failure of it (9af4c6115f, bug 1956983). */
const LAST_TO_WARN = 25;

interface Found {
  readonly compute: OldCompute;
  readonly cell: Cell;
  readonly isStale: boolean;
}

interface JudgedCell {
  readonly uuid: string;
  readonly name: string;
  readonly old: number;
  readonly live: readonly Found[];
  readonly stale: readonly Found[];
}

function judgedCell(
  { cell, value }: CellAnswer<JudgedComputes>,
  { now, staleAfter }: CheckContext,
): JudgedCell {
  const found = value.old.map((compute) => ({
    compute,
    cell,
    isStale: compute.lastSeen === null || now.getTime() - compute.lastSeen.getTime() > staleAfter,
  }));
  return {
    uuid: cell.uuid,
    name: cellName(cell),
    old: found.length,
    live: found.filter(({ isStale }) => !isStale),
    stale: found.filter(({ isStale }) => isStale),
  };
}

function finding({ compute, cell, isStale }: Found): Finding {
  const { id, host, version, disabled, lastSeen } = compute;
  return {
    kind: 'service',
    id,
    cell: cellName(cell),
    host,
    state: disabled ? 'disabled' : 'enabled',
    reason: isStale ? 'stale' : 'live',
    message: `version ${version}, ${serviceReleaseName(version)}; last report ${lastSeen === null ? 'never' : utcTime(lastSeen)}`,
  };
}

/** What is said of computes without a version, for which nobody can tell how old they are. */
function unversionedLines(answers: readonly CellAnswer<JudgedComputes>[]): string[] {
  const hosts = answers.flatMap(({ cell, value }) =>
    value.unversioned.map((host) => `${host ?? 'no host'} in ${cellName(cell)}`),
  );
  if (hosts.length === 0) return [];
  const hidden = answers.filter(({ value }) => value.hasZero && value.old.length > 0);
  return [
    `${plural(hosts.length, 'compute')} ${hosts.length === 1 ? 'has' : 'have'} no version (0 or NULL) and ${hosts.length === 1 ? 'is' : 'are'} not judged, as in nova-status: ${firstFew(hosts)}.`,
    ...hidden.map(
      ({ cell }) =>
        `A version of 0 makes nova-status pass over all of ${cellName(cell)}, so that it does not see the old ones there.`,
    ),
  ];
}

function remedies(hasLive: boolean, hasStale: boolean, target: Release): readonly Remediation[] {
  const upgrade = {
    argv: ['systemctl', 'restart', 'nova-compute'],
    why: `on each host that is live, once its packages are those of ${target.oldestCompute.release} or later, in supported steps (the unit may be called otherwise, like openstack-nova-compute or a container)`,
  };
  const drop = [
    {
      argv: [...OPENSTACK, 'delete', '<id>'],
      why: 'for each stale one whose host is gone for good; it must have no instances left',
    },
    {
      argv: [...OPENSTACK, 'set', '--down', '<host>', 'nova-compute'],
      why: 'for each stale one whose host is only switched off: forced down it does not count (--up undoes it once the host is upgraded)',
    },
  ];
  return [...(hasLive ? [upgrade] : []), ...(hasStale ? drop : [])];
}

/** From 2.53 on services are named by their UUID, from 2.11 on they can be forced down. */
const OPENSTACK = ['openstack', '--os-compute-api-version', '2.53', 'compute', 'service'];

function floor(target: Release): string {
  const { release, version } = target.oldestCompute;
  return `${release} (service version ${version}), the oldest that ${releaseName(target)} works with`;
}
