import { describe, expect, it } from 'vitest';
import { type DeploymentEvidence, judgedRelease } from '../../src/nova/judged-release.js';
import { rangeName } from '../../src/nova/release-remarks.js';
import { newestRelease, releaseName } from '../../src/nova/releases.js';
import type { ServiceVersionCount } from '../../src/nova/service-versions.js';

const NEWEST = releaseName(newestRelease());

const at = (revision: string | number) =>
  typeof revision === 'string'
    ? { alembic: [revision], migrate: null }
    : { alembic: null, migrate: [revision] };
const reporting = (...versions: number[]): ServiceVersionCount[] =>
  versions.map((version) => ({ version, state: 'reporting', services: 1 }));
const cell = (revision: string | number, ...versions: number[]) => ({
  name: 'cell1',
  schema: at(revision),
  services: reporting(...versions),
});

describe('judgedRelease', () => {
  it.each<[string, Omit<DeploymentEvidence, 'unanswered'>, object]>([
    [
      'schemas alone, where no service reports: a range stays one',
      { api: at('b30f573d3377'), cells: [cell('16f1fbcab42b'), cell('16f1fbcab42b')] },
      {
        release: 'Yoga (25)',
        toldBy: 'schemas',
        notes: [],
        remarks: [
          'No service has reported a version lately, so that only the schemas can tell what runs.',
        ],
      },
    ],
    [
      'services that are newer than the schema',
      { api: at('b30f573d3377'), cells: [cell('960aac0e09ea', 67)] },
      {
        release: '2024.1 Caracal (29) or 2024.2 Dalmatian (30)',
        toldBy: 'services',
        notes: [],
        remarks: [
          'Services run 2024.1 Caracal (29) or 2024.2 Dalmatian (30), but the databases were last migrated for 2023.1 Antelope (27): nova-manage api_db sync and nova-manage db sync come first.',
        ],
      },
    ],
    [
      'a migration that has done the API database only',
      { api: at('cdeec0c85668'), cells: [cell('960aac0e09ea', 66)] },
      {
        release: '2023.1 Antelope (27) or 2023.2 Bobcat (28)',
        toldBy: 'services',
        notes: [],
        remarks: [
          'The databases are not all at the schema of one release: a migration is half-done (nova-manage api_db sync, and nova-manage db sync for each cell).',
        ],
      },
    ],
    [
      'a migration that ended between two revisions of one release',
      { api: at('cdeec0c85668'), cells: [cell('1b91788ec3a6', 66)] },
      {
        release: '2023.1 Antelope (27) or 2023.2 Bobcat (28)',
        toldBy: 'services',
        notes: ['a migration to 2023.2 Bobcat (28) was left half-done'],
        remarks: [],
      },
    ],
    [
      'the bridge from sqlalchemy-migrate to alembic left half-way',
      { api: at('d67eeaabee36'), cells: [cell(422, 56)] },
      {
        release: 'Wallaby (23)',
        toldBy: 'services',
        notes: ['a migration to Xena (24) was left half-done'],
        remarks: [],
      },
    ],
    [
      'what is older than all that is known, yet does not hide the rest',
      { api: at(82), cells: [cell(417, 56, 50), cell(412)] },
      {
        release: 'Wallaby (23)',
        toldBy: 'services',
        notes: ['50 is from before Wallaby (23)', 'from before Wallaby (23)'],
        remarks: [
          'Services do not all run the same: the lowest version is 50, the highest 56, of Wallaby (23).',
        ],
      },
    ],
    [
      'a schema too old for any of the known',
      { api: at(65), cells: [] },
      {
        release: null,
        toldBy: 'nothing',
        notes: ['too old for Wallaby (23) to migrate'],
        remarks: [
          'No service has reported a version lately, so that only the schemas can tell what runs.',
        ],
      },
    ],
    [
      'what is newer than all that is known: no guess at what it may be',
      { api: at('cdeec0c85668'), cells: [cell('ffffffffffff', 74, 999)] },
      {
        release: null,
        toldBy: 'nothing',
        notes: [`no revision of a release up to ${NEWEST}`, `999 is from after ${NEWEST}`],
        remarks: [
          'Services do not all run the same: the lowest version is 74, of 2026.2 Hibiscus (34), the highest 999.',
        ],
      },
    ],
    [
      'newer services over a schema that is known: the schema does not decide what runs',
      { api: at('cdeec0c85668'), cells: [cell('ab450ba04102', 999)] },
      {
        release: null,
        toldBy: 'nothing',
        notes: [`999 is from after ${NEWEST}`],
        remarks: [],
      },
    ],
    [
      'a development state between two releases',
      { api: at('cdeec0c85668'), cells: [cell('2903cd72dc14', 69)] },
      {
        release: null,
        toldBy: 'nothing',
        notes: ['69 is from before the first release of 2025.2 Flamingo (32)'],
        remarks: [],
      },
    ],
  ])('judges %s', (_, data, expected) => {
    const { release, toldBy, evidence, remarks } = judgedRelease({ ...data, unanswered: [] });
    expect({
      release: release && rangeName(release),
      toldBy,
      notes: evidence.flatMap(({ note }) => note ?? []),
      remarks,
    }).toEqual(expected);
  });

  it.each([
    [
      'says which services were heard where a cell did not answer',
      { api: at('cdeec0c85668'), cells: [cell('2903cd72dc14')] },
      [
        'No service of the cells that answered has reported a version lately, so that only the schemas can tell what runs.',
      ],
    ],
    ['says nothing of services where no cell answered', { api: at('cdeec0c85668'), cells: [] }, []],
  ])('%s', (_, data, remarks) => {
    const unanswered = [{ what: 'cell2', reason: 'it is away.' }];
    expect(judgedRelease({ ...data, unanswered }).remarks).toEqual(remarks);
  });
});
