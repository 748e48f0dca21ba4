import { releaseName, releases } from './releases.js';

/**
 * Which release's services report a service version, for people: "Xena (24)", "2023.1 Antelope (27) or 2023.2 Bobcat
 * (28)" where two share it, "before Xena (24) was released" for one of its development.
 */
export function serviceReleaseName(version: number): string {
  const levels = [
    ...BEFORE_WALLABY,
    ...releases.map((release) => ({ name: releaseName(release), level: release.serviceVersion })),
  ];
  const names = levels.filter(({ level }) => level === version).map(({ name }) => name);
  if (names.length > 0) return names.join(' or ');
  const next = levels.find(({ level }) => level > version);
  if (next === undefined) return `after ${levels.at(-1)?.name}`;
  return next === levels[0] ? `before ${next.name}` : `before ${next.name} was released`;
}

/**
 * What the services of the releases before Wallaby report: openstack/nova at the tags 15.0.0 to 22.0.0,
 * nova/objects/service.py SERVICE_VERSION, which no stable branch changed.
 */
const BEFORE_WALLABY = Object.freeze([
  { name: 'Ocata (15)', level: 16 },
  { name: 'Pike (16)', level: 22 },
  { name: 'Queens (17)', level: 30 },
  { name: 'Rocky (18)', level: 35 },
  { name: 'Stein (19)', level: 37 },
  { name: 'Train (20)', level: 40 },
  { name: 'Ussuri (21)', level: 51 },
  { name: 'Victoria (22)', level: 53 },
]);
