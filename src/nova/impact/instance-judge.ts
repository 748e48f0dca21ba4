import { guestArchitecture } from '../machine-types/architecture.js';
import { typeOfGuest } from '../machine-types/source-of-type.js';
import { hostsOf } from '../hosts.js';
import { unsetReason } from '../unset-reasons.js';
import type { CellHosts } from './cell-hosts.js';
import type { Hints } from './hints.js';
import type { SetInstance } from './instance-pages.js';
import { type Impact, judgeImpact, pinnedGroup } from './judge.js';
import type { ImpactQuestion } from './question.js';
import { isRecordedByRestart, remedyOf } from './restart.js';
import { type AttachedDevices, isMoveToQ35, risksOfMove } from './risks.js';
import { count, type ImpactInstance, type ImpactTally } from './tally.js';
import { canBeRebuilt } from './triggers.js';

/** An instance that may have to be looked at more closely, with what is recorded of its type. */
export interface Candidate {
  readonly instance: SetInstance;
  readonly recorded: string | null;
  readonly isNull: boolean;
}

/** A candidate that was judged, all but for what is attached to it. */
interface Judged extends Candidate {
  readonly hints: Hints;
  readonly impact: Impact;
  readonly release: number;
  readonly rebuiltTo: string | null;
  readonly otherNames: readonly string[];
  readonly isMove: boolean;
}

interface JudgeOptions {
  readonly hosts: CellHosts;
  readonly question: ImpactQuestion;
  readonly tally: ImpactTally;
  readonly cell: string;
}

/** Judges the instances of a cell, counts them in its tally, and lists the first of each group. */
export function createJudge({ hosts, question, tally, cell }: JudgeOptions) {
  const computes = hostsOf(hosts.nodes, hosts.services, question.now);
  const { from, to, limit, pciePorts } = question;
  /** What a place has for all of its instances: there are many more instances than places. */
  const places = new Map<string, { readonly isOther: boolean; readonly rebuilt: string | null }>();

  const placeOf = ({ host, node }: SetInstance) => {
    const key = JSON.stringify([host, node]);
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = { host, node };
    const { architecture } = hosts.architecture(place);
    const release = hosts.release(host);
    const rebuilt =
      architecture === undefined
        ? null
        : (typeOfGuest({ image: null, option: to, architecture, release }).type ?? null);
    const found = { isOther: computes.isOther(place), rebuilt };
    places.set(key, found);
    return found;
  };

  return {
    /** Counts a pinned instance that nothing more has to be known of; gives whether it did. */
    isCountedAlone({ instance, recorded }: Candidate): boolean {
      if (recorded === null) return false;
      const { isOther, rebuilt } = placeOf(instance);
      const group = tally.groups[isOther ? 'not-libvirt' : pinnedGroup(recorded)];
      if (group.listed.length < limit) return false;
      sum(group, instance, recorded);
      if (!isOther && isRebuiltOtherwise(instance, recorded, rebuilt)) tally.rebuilds += 1;
      return true;
    },

    judged(candidate: Candidate, hints: Hints): Judged {
      const { instance, recorded } = candidate;
      const isNowhere = instance.host === null || instance.host === '';
      // Of a recorded one nothing depends on where it was, and its metadata is not always read.
      const place =
        isNowhere && recorded === null
          ? { host: hints.shelved_host ?? null, node: null }
          : { host: instance.host, node: instance.node };
      const release = hosts.release(instance.host);
      const named = hints.hw_architecture ?? hints.architecture;
      const architecture =
        named === undefined
          ? hosts.architecture(place)
          : guestArchitecture({ hwArchitecture: named }, release);
      const impact = judgeImpact({
        recorded,
        vmState: instance.vmState,
        host: instance.host,
        isOther: computes.isOther(place),
        architecture,
        release,
        from,
        to,
      });
      const rebuiltTo =
        recorded !== null && impact.group !== 'not-libvirt' && canBeRebuilt(instance.vmState)
          ? placeOf(instance).rebuilt
          : null;
      const isMove =
        impact.group === 'would-change'
          ? isMoveToQ35(impact.from.type, impact.to.type)
          : isMoveToQ35(recorded, rebuiltTo);
      const otherNames = isNowhere ? [] : hosts.otherNames(place);
      return { ...candidate, hints, impact, release, rebuiltTo, otherNames, isMove };
    },

    /** Counts an instance that was judged, and lists it. */
    tell(judged: Judged, devices: AttachedDevices | null): void {
      const { instance, recorded, impact, release, hints, isMove } = judged;
      const group = tally.groups[impact.group];
      sum(group, instance, recorded);
      const risks = isMove ? risksOfMove(guestFacts(instance, hints, devices), pciePorts) : [];
      if (recorded !== null && judged.rebuiltTo !== null && judged.rebuiltTo !== recorded) {
        tally.rebuilds += 1;
      }
      const isUnset = 'triggers' in impact || impact.group === 'architecture-unknown';
      const why = isUnset ? unsetReason(computes, instance, judged.isNull) : null;
      const remedy =
        why === null
          ? null
          : remedyOf({ reason: why, nameDiffers: judged.otherNames.length > 0, release });
      const recordedByRestart = remedy !== null && isRecordedByRestart(remedy);
      const types = typesOf(impact);
      if (impact.group === 'would-change') {
        countChange(tally, impact.architecture, types);
        for (const trigger of impact.triggers) count(tally.triggers, trigger);
        if (recordedByRestart) tally.recordedByRestart += 1;
        if (isMove) tally.movesToQ35 += 1;
        for (const risk of risks) count(tally.risks, risk);
      }
      if (remedy === 'update') {
        tally.updates += 1;
        if (tally.updated.length < limit) {
          tally.updated.push({ uuid: instance.uuid, type: types.from });
        }
      } else if (remedy !== null) {
        count(tally.remedies[remedy], instance.host ?? '');
        if (remedy === 'hard-reboot') {
          tally.otherNames.set(instance.host ?? '', judged.otherNames);
        }
      }
      if (group.listed.length >= limit) return;
      const listed: ImpactInstance = {
        uuid: instance.uuid,
        name: instance.name,
        cell,
        host: instance.host,
        project: instance.project,
        state: instance.vmState,
        recorded,
        reason: why,
        architecture: 'architecture' in impact ? impact.architecture : null,
        architectureUnknown: 'why' in impact ? impact.why : null,
        release: isUnset ? release : null,
        ...types,
        triggers: 'triggers' in impact ? impact.triggers : [],
        remedy,
        recordedByRestart,
        rebuiltTo: judged.rebuiltTo,
        risks,
        volumes: devices?.volumes ?? null,
        ports: devices?.ports ?? null,
      };
      group.listed.push(listed);
    },
  };
}

function isRebuiltOtherwise(
  { vmState }: SetInstance,
  recorded: string,
  rebuilt: string | null,
): boolean {
  return rebuilt !== null && rebuilt !== recorded && canBeRebuilt(vmState);
}

function sum(
  group: ImpactTally['groups'][keyof ImpactTally['groups']],
  { host, project }: SetInstance,
  recorded: string | null,
): void {
  group.instances += 1;
  count(group.byHost, host ?? '');
  count(group.byProject, project ?? '');
  if (recorded !== null) count(group.byType, recorded);
}

function countChange(
  tally: ImpactTally,
  architecture: string,
  types: { readonly from: string | null; readonly to: string | null },
): void {
  const key = JSON.stringify([architecture, types.from, types.to]);
  const known = tally.changes.get(key);
  if (known === undefined) tally.changes.set(key, { architecture, ...types, instances: 1 });
  else known.instances += 1;
}

function typesOf(impact: Impact): { from: string | null; to: string | null } {
  return 'from' in impact
    ? { from: impact.from.type ?? null, to: impact.to.type ?? null }
    : { from: null, to: null };
}

function guestFacts(
  { osType }: SetInstance,
  hints: Hints,
  devices: AttachedDevices | null,
): Parameters<typeof risksOfMove>[0] {
  return {
    osType: hints.os_type ?? osType,
    osDistro: hints.os_distro ?? null,
    diskBus: hints.hw_disk_bus ?? null,
    cdromBus: hints.hw_cdrom_bus ?? null,
    firmwareType: hints.hw_firmware_type ?? null,
    secureBoot: hints.os_secure_boot ?? null,
    devices,
  };
}
