import { inject, expect, it } from 'vitest';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { ask, failure, opened } from './opened.js';

it.each(ENGINES)('openSession opens what the URL names: %s', async (engine) => {
  const deployment = await makeDeployment(engine, { cells: 1 });
  try {
    const session = await opened(deployment.url('cell1'));
    expect(session.dialect).toBe(engine === 'sqlite' ? 'sqlite' : 'mysql');
    expect(await ask(session, 'SELECT version_num FROM alembic_version')).toEqual([
      { version_num: 'ab450ba04102' },
    ]);
    await session.close();
    await session.abort();
    await session.close();
  } finally {
    await deployment.drop();
  }
});

it('openSession begins nothing when it is aborted already', async () => {
  const reason = new Error('Ctrl-C');
  const url = `${inject('server').rootUrl}/mysql`;
  expect(await failure(opened(url, {}, AbortSignal.abort(reason)))).toBe('Error: Ctrl-C');
});
