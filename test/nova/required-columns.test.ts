import { describe, expect, it, onTestFinished } from 'vitest';
import { requireColumns } from '../../src/nova/required-columns.js';
import { failure, opened } from '../database/opened.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';

describe.each(ENGINES)('requireColumns on %s', (engine) => {
  it('is content with what is there, and names what is not', async () => {
    const deployment = await makeDeployment(engine, { cells: 1 });
    onTestFinished(() => deployment.drop());
    const session = await opened(deployment.url('cell1'));
    await requireColumns(session, {});
    await requireColumns(session, { services: [], compute_nodes: undefined });
    await requireColumns(session, { instances: ['uuid', 'compute_id'], services: ['binary'] });

    const schema =
      "the account may not SELECT from it (GRANT), or Nova's schema is not there or is older than Wallaby";
    const sync = '(nova-manage api_db sync, nova-manage db sync).';
    expect(await failure(requireColumns(session, { nowhere: [], services: ['nothing'] }))).toBe(
      `ExpectedError: has no table nowhere: ${schema} ${sync}`,
    );
    // A table without columns to read has to be there all the same.
    expect(await failure(requireColumns(session, { a: ['id'], services: ['id'], b: [] }))).toBe(
      `ExpectedError: has no table a, b: ${schema} ${sync}`,
    );
    const columns = {
      instances: ['uuid', 'x', 'Y'],
      services: ['id', 'z'],
    };
    expect(await failure(requireColumns(session, columns))).toBe(
      'ExpectedError: has no column instances.x, instances.Y, services.z: the account may not SELECT it (GRANT), or the schema is of another release than those this check knows.',
    );
  });

  it('tells which of the tables are there, and wants all columns of those that are', async () => {
    const deployment = await makeDeployment(engine, { cells: 1 });
    onTestFinished(() => deployment.drop());
    const session = await opened(deployment.url('cell1'));
    const has = await requireColumns(
      session,
      { services: ['id'], alembic_version: [] },
      { migrate_version: ['version'], alembic_version: ['version_num'], instances: undefined },
    );
    const tables = ['services', 'alembic_version', 'migrate_version', 'instances'];
    expect(tables.filter(has)).toEqual(['services', 'alembic_version', 'instances']);
    // A slip of the pen must not read as "is not there".
    expect(() => has('compute_nodes')).toThrow(
      'has("compute_nodes"): the check does not read this table.',
    );

    const optional = { alembic_version: ['version_num', 'branch'], migrate_version: ['version'] };
    expect(await failure(requireColumns(session, {}, optional))).toMatch(
      /^ExpectedError: has no column alembic_version.branch: /,
    );
  });
});
