import { describe, expect, it } from 'vitest';
import { findRelease, type Release, releases } from '../../src/nova/releases.js';
import {
  revisionMeaning,
  type RevisionMeaning,
  revisionOrder,
} from '../../src/nova/schema-revisions.js';

describe('revisionMeaning', () => {
  it.each([
    ['api', 82, 'head wallaby..wallaby'],
    ['api', 'd67eeaabee36', 'head xena..xena'],
    ['api', 'b30f573d3377', 'head yoga..2023.1'],
    ['main', 417, 'head wallaby..wallaby'],
    ['main', 'ccb0fa1a2252', 'head zed..zed'],
    ['main', '13863f4e1612', 'head 2024.1..2024.2'],
    ['main', '2903cd72dc14', 'head 2025.1..2026.1'],
    // Revisions that no release stops at.
    ['main', '1b91788ec3a6', 'between 2023.2'],
    ['main', 'd60bddf7a903', 'between 2025.1'],
    ['api', 83, 'between xena'],
    ['api', 87, 'between xena'],
    ['main', 422, 'between xena'],
    ['api', 81, 'older'],
    ['api', 66, 'older'],
    ['main', 401, 'older'],
    ['api', 65, 'too-old'],
    ['main', 400, 'too-old'],
    ['main', 82, 'too-old'],
    ['api', 88, 'unknown'],
    ['api', 417, 'unknown'],
    ['main', 423, 'unknown'],
    ['main', -1, 'unknown'],
    // Of the other kind of database, of another project, of tomorrow, and spelled otherwise.
    ['main', 'cdeec0c85668', 'unknown'],
    ['api', 'ab450ba04102', 'unknown'],
    ['main', 'ffffffffffff', 'unknown'],
    ['main', '417', 'unknown'],
    ['main', '', 'unknown'],
  ] as const)('takes %s %j as %s', (schema, revision, meaning) => {
    expect(shown(revisionMeaning(schema, revision))).toBe(meaning);
  });
});

it('takes the heads of the newest release as those of the newest', () => {
  const newest = releases.at(-1) as Release;
  for (const schema of ['api', 'main'] as const) {
    const first = releases.find((release) => release.schema[schema] === newest.schema[schema]);
    expect(shown(revisionMeaning(schema, newest.schema[schema]))).toBe(
      `head ${first?.series}..${newest.series}`,
    );
  }
});

describe('revisionOrder', () => {
  it.each([
    ['main', 'ccb0fa1a2252', 'zed', 'head'],
    ['main', 'ccb0fa1a2252', 'yoga', 'newer'],
    ['main', 'ccb0fa1a2252', '2023.1', 'older'],
    ['main', '1b91788ec3a6', '2023.1', 'newer'],
    ['main', '1b91788ec3a6', '2023.2', 'older'],
    ['main', '13863f4e1612', '2024.2', 'head'],
    ['api', 'b30f573d3377', 'zed', 'head'],
    ['api', 82, 'wallaby', 'head'],
    ['api', 81, 'wallaby', 'older'],
    ['api', 87, 'wallaby', 'newer'],
    ['api', 87, 'xena', 'older'],
    ['api', 1, '2026.2', 'older'],
    ['api', 'd67eeaabee36', 'wallaby', 'newer'],
    ['api', 417, 'wallaby', 'unknown'],
    ['main', 'ffffffffffff', '2026.2', 'unknown'],
  ] as const)('puts %s %j for %s as %s', (schema, revision, release, order) => {
    expect(revisionOrder(schema, revision, findRelease(release) as Release)).toBe(order);
  });
});

function shown(meaning: RevisionMeaning): string {
  if (meaning.kind === 'head') {
    const { first, last } = meaning.releases;
    return `head ${first.series}..${last.series}`;
  }
  return meaning.kind === 'between' ? `between ${meaning.to.series}` : meaning.kind;
}
