import type { ImpactRemedy, RemedyHost } from './impact-remedies.js';
import type { Paint } from './paint.js';
import { shellCommand } from './shell-command.js';
import type { Wrapper } from './wrap.js';

/** What to do, with the hosts that it is for and the commands for the instances that are listed. */
export function remedyLines(
  remedies: readonly ImpactRemedy[],
  wrapper: Wrapper,
  paint: Paint,
): string[] {
  if (remedies.length === 0) return [];
  return [
    '',
    paint('bold', 'What to do before the option is changed:'),
    ...remedies.flatMap((remedy) => [
      ...(remedy.argv === null ? [] : [wrapper.unbroken(shellCommand(remedy.argv), 2)]),
      ...wrapper.paragraph(remedy.why, remedy.argv === null ? 2 : 4, 4),
      ...hostLines(remedy.hosts, wrapper),
      ...commandLines(remedy, wrapper),
    ]),
  ];
}

/** Hosts that are named; -f json names all. */
const NAMED = 20;

function hostLines(hosts: readonly RemedyHost[], wrapper: Wrapper): string[] {
  if (hosts.length === 0) return [];
  const named = hosts.slice(0, NAMED).map(({ host, instances, otherNames }) => {
    const names = otherNames.length === 0 ? '' : `, libvirt's name ${otherNames.join(' and ')}`;
    return `${host} (${instances}${names})`;
  });
  const more = hosts.length - named.length;
  const all = [...named, ...(more > 0 ? [`${more} more (-f json names all)`] : [])];
  return wrapper.paragraph(`Hosts, with their instances: ${all.join(', ')}`, 4, 6);
}

function commandLines({ commands, instances }: ImpactRemedy, wrapper: Wrapper): string[] {
  if (commands.length === 0) return [];
  const isAll = commands.length === instances;
  const title = isAll ? 'That is:' : `The first ${commands.length} of ${instances} (--limit 0):`;
  return [
    ...wrapper.paragraph(title, 4),
    ...commands.map((argv) => wrapper.unbroken(shellCommand(argv), 6)),
  ];
}
