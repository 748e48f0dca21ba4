import { type Release, releaseName, type SchemaRevision } from '../nova/releases.js';
import type { SchemaChange, UpgradeStep } from '../nova/upgrade-path.js';
import { escapedJson } from './json.js';
import { createWrapper } from './wrap.js';

/** The steps for people, in lines of at most `width` columns: what each leads to, and what it needs and migrates. */
export function upgradePathText(steps: readonly UpgradeStep[], width: number): string {
  const wrapper = createWrapper(width);
  const line = (label: string, text: string) =>
    wrapper.paragraph(`${label.padEnd(LABEL)}${text}`, 3, 3 + LABEL);
  const lines = steps.flatMap((step, index) => [
    '',
    ...wrapper.paragraph(
      `${index + 1}. ${releaseName(step.from)} to ${releaseName(step.to)}${step.kind === 'slurp' ? ', from SLURP to SLURP' : ''}`,
      0,
      3,
    ),
    ...line(
      'Computes',
      `${step.oldestCompute.release} (service version ${step.oldestCompute.version}) at least`,
    ),
    ...line('libvirt', hypervisor(step.libvirt)),
    ...line('QEMU', hypervisor(step.qemu)),
    ...line('Placement', `microversion ${step.placement} at least`),
    ...line('Cinder', `microversion ${step.cinder} at least, where it is used`),
    ...line('API database', change(step.schema.api)),
    ...line('Each cell', change(step.schema.main)),
  ]);
  const [first] = steps;
  const last = steps.at(-1);
  const title =
    first === undefined || last === undefined
      ? []
      : wrapper.paragraph(
          `From ${releaseName(first.from)} to ${releaseName(last.to)}: ${steps.length} supported ${steps.length === 1 ? 'step' : 'steps'}`,
        );
  return `${[...title, ...lines].join('\n')}\n`;
}

/** The same as one JSON document. */
export function upgradePathJson(steps: readonly UpgradeStep[]): string {
  const document = {
    from: named(steps[0]?.from),
    to: named(steps.at(-1)?.to),
    steps: steps.map((step) => ({ ...step, from: named(step.from), to: named(step.to) })),
  };
  return `${escapedJson(JSON.stringify(document, null, 2))}\n`;
}

/** Columns of what stands before each line. */
const LABEL = 14;

function named(release: Release | undefined) {
  if (release === undefined) return null;
  const { series, codename, major } = release;
  return { series, codename, major };
}

function hypervisor({ minimum, next }: UpgradeStep['libvirt']): string {
  return `${minimum} at least; ${next} is announced as the next minimum`;
}

function change({ before, after }: SchemaChange): string {
  return before === after
    ? `schema ${revision(after)}, as before`
    : `schema ${revision(before)} to ${revision(after)}`;
}

function revision(found: SchemaRevision): string {
  return typeof found === 'number' ? `${found} (migrate_version)` : found;
}
