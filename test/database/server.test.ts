import { describe, expect, it } from 'vitest';
import { serverFamily } from '../../src/database/server.js';

describe('serverFamily', () => {
  it.each([
    ['10.5.4-MariaDB', 'MariaDB'],
    ['10.11.19-MariaDB-0+deb12u1', 'MariaDB'],
    // As servers greet old clients of replication, and Azure's gateway.
    ['5.5.5-10.6.12-MariaDB-log', 'MariaDB'],
    ['8.0.36', 'MySQL'],
    ['8.4.3-0ubuntu0.24.04.1', 'MySQL'],
    ['9.4.0-commercial', 'MySQL'],
    ['8.0.36-28.1 (Percona XtraDB Cluster)', 'MySQL'],
  ])('takes %s for %s', (version, name) => {
    expect(serverFamily(version).name).toBe(name);
  });

  it('limits statements in the units of the family, and never to 0, which means no limit', () => {
    const limits = [60_000, 1500, 0.4].map((milliseconds) => [
      serverFamily('10.11.19-MariaDB').limitStatements(milliseconds),
      serverFamily('8.0.36').limitStatements(milliseconds),
    ]);
    expect(limits).toEqual([
      ['max_statement_time = 60', 'max_execution_time = 60000'],
      ['max_statement_time = 1.5', 'max_execution_time = 1500'],
      ['max_statement_time = 0.0004', 'max_execution_time = 1'],
    ]);
  });
});
