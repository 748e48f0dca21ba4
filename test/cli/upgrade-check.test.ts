import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cells } from '../support/cells.js';
import { makeDeployment } from '../support/deployment.js';
import type { Deployment } from '../support/deployment.js';
import { preflight } from '../support/process.js';
import { checkArguments, jsonReport } from './check-run.js';

let deployment: Deployment;

beforeAll(async () => {
  deployment = await makeDeployment('mariadb', {
    cells: 2,
    rows: cells({
      cell1: { computes: [{ host: 'a' }], instances: [{ host: 'a', machineType: 'q35' }] },
      cell2: { computes: [{ host: 'b' }], instances: [{ host: 'b', machineType: 'pc' }] },
    }),
  });
});

afterAll(() => deployment.drop());

/** Whom a table tells of, how they ended, and what it says below: the rest is in the tests of each check. */
function summaryOf(table: string): string[] {
  return [...table.matchAll(/^\| (Check|Result): (.*?) *\|$|^(?!Left out)[A-Z].*$/gm)].map(
    ([line, , value]) => value ?? line.replace(/ in \d+\.\d s$/, ''),
  );
}

test('the whole of stdout where all is well', async () => {
  const { stdout } = await preflight(checkArguments(deployment));
  expect(stdout.replace(/ \d+\.\d s$/m, ' 0.0 s').replace(/^Left out: [^]*$/m, '')).toBe(`\
+------------------------------------------------------------------------------+
| Upgrade Check Results                                                        |
| From: 2026.2 Hibiscus (34) (API database schema cdeec0c85668; schema         |
|   ab450ba04102 in 3 cells; services 74 in 2 cells)                           |
| To: 2026.2 Hibiscus (34), the newest known, and 2026.2 Hibiscus (34) runs    |
|   already                                                                    |
+------------------------------------------------------------------------------+
| Check: Cells v2                                                              |
| Result: Success                                                              |
| Details: None                                                                |
+------------------------------------------------------------------------------+
| Check: hw_machine_type unset                                                 |
| Result: Success                                                              |
| Details: None                                                                |
+------------------------------------------------------------------------------+
Success (exit code 0): 2 successes; 2 checks in 0.0 s
`);
});

describe('the exit code, which both formats tell too, with nothing on stderr', () => {
  // Each state of the deployment comes out of the one before.
  test.each<
    [
      what: string,
      statement: Parameters<Deployment['sql']>,
      code: number,
      verdict: string,
      summary: string[],
      checks: [id: string, status: string, result: number][],
    ]
  >([
    [
      '0: every check passed',
      ['api', 'DO 0'],
      0,
      'success',
      [
        'Cells v2',
        'Success',
        'hw_machine_type unset',
        'Success',
        'Success (exit code 0): 2 successes; 2 checks',
      ],
      [
        ['cells-v2', 'success', 0],
        ['hw-machine-type-unset', 'success', 0],
      ],
    ],
    [
      '1: a Warning',
      ['cell2', 'DELETE FROM instance_system_metadata'],
      1,
      'warning',
      [
        'Cells v2',
        'Success',
        'hw_machine_type unset',
        'Warning',
        'Warning (exit code 1): 1 warning (hw-machine-type-unset), 1 success; 2 checks',
      ],
      [
        ['cells-v2', 'success', 0],
        ['hw-machine-type-unset', 'warning', 1],
      ],
    ],
    [
      '255: a cell that could not answer, whatever the others warn of',
      [
        'api',
        "UPDATE cell_mappings SET database_connection = '{refused cell1}' WHERE name = 'cell1'",
      ],
      255,
      'unknown',
      [
        'Cells v2',
        'Success',
        'hw_machine_type unset',
        'Could not tell',
        'Could not tell (exit code 255): 1 could not tell (hw-machine-type-unset), 1 success; 2 checks',
      ],
      [
        ['cells-v2', 'success', 0],
        ['hw-machine-type-unset', 'unknown', 255],
      ],
    ],
    [
      '2: a Failure, whatever could not be told',
      ['api', "DELETE FROM cell_mappings WHERE name = 'cell0'"],
      2,
      'failure',
      [
        'Cells v2',
        'Failure',
        'hw_machine_type unset',
        'Could not tell',
        'Failure (exit code 2): 1 failure (cells-v2), 1 could not tell (hw-machine-type-unset); 2 checks',
      ],
      [
        ['cells-v2', 'failure', 2],
        ['hw-machine-type-unset', 'unknown', 255],
      ],
    ],
  ])('%s', async (_, statement, code, verdict, summary, checks) => {
    await deployment.sql(...statement);
    const [table, json] = await Promise.all([
      preflight(checkArguments(deployment)),
      preflight(checkArguments(deployment, '--json')),
    ]);
    expect(table).toMatchObject({ code, stderr: '' });
    expect(summaryOf(table.stdout)).toEqual(summary);
    expect(json).toMatchObject({ code, stderr: '' });
    const report = jsonReport(json);
    expect(report).toMatchObject({
      name: 'Upgrade Check Results',
      schemaVersion: 1,
      result: code,
      verdict,
      configFiles: [deployment.configFile],
    });
    expect(report.checks.map((check) => [check.id, check.status, check.result])).toEqual(checks);
  });

  test('what is left out by --only and --skip has no say, and is named in every report', async () => {
    const [only, skip, failure] = await Promise.all([
      preflight(checkArguments(deployment, '--only hw-machine-type-unset')),
      preflight(
        checkArguments(deployment, '--json --only hw-machine-type-unset cells-v2 --skip cells-v2'),
      ),
      preflight(checkArguments(deployment, '--only cells-v2')),
    ]);
    expect(only.code).toBe(255);
    expect(summaryOf(only.stdout)).toEqual([
      'hw_machine_type unset',
      'Could not tell',
      expect.stringMatching(/^Could not tell \(exit code 255\)/),
    ]);
    expect(only.stdout).toMatch(/^Left out: cells-v2, [a-z0-9, \n-]+ \(on request\)/m);
    expect(skip.code).toBe(255);
    expect(jsonReport(skip)).toMatchObject({
      checks: [{ id: 'hw-machine-type-unset' }],
      skipped: expect.arrayContaining([
        { id: 'cells-v2', check: 'Cells v2', reason: 'on request' },
      ]) as unknown,
    });
    expect(failure.code).toBe(2);
  });
});

test('an API database that refuses: no check can tell', async () => {
  const env = { OS_API_DATABASE__CONNECTION: 'mysql+pymysql://nova:s3cret@127.0.0.1:1/nova_api' };
  const ended = await preflight(checkArguments(deployment, '--json'), { env });
  const details = 'API database: connection refused by 127.0.0.1:1.';
  expect(ended).toMatchObject({ code: 255, stderr: '' });
  expect(jsonReport(ended).checks.map((check) => [check.id, check.result, check.details])).toEqual([
    ['cells-v2', 255, details],
    ['hw-machine-type-unset', 255, details],
  ]);
});
