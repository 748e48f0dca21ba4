import { describe, expect, onTestFinished, test } from 'vitest';
import { makeDeployment } from '../support/deployment.js';
import { runInProcess } from '../support/in-process.js';

/** Who may name cells may not steer the terminal of whoever looks at them. */
const NAME = 'odd\u001B[31m\nname';
const SHOWN = String.raw`odd\u{1b}[31m\u{a}name`;

describe('the name of a cell that does not answer, or stands in a list', () => {
  test.each([
    ['machine-type inventory', `cell ${SHOWN} did not answer`],
    ['machine-type list-unset', `cell ${SHOWN} did not answer`],
    ['machine-type inventory --cell none', `there are cell0, ${SHOWN}.`],
    ['machine-type impact --set x86_64=q35 --cell none', `there are ${SHOWN}.`],
  ])('%s', async (words, expected) => {
    const deployment = await makeDeployment('sqlite', {
      cells: 1,
      afterwards: [
        [
          'api',
          `UPDATE cell_mappings SET database_connection = NULL, name = '${NAME}' WHERE name = 'cell1'`,
        ],
      ],
    });
    onTestFinished(() => deployment.drop());
    const { stderr } = await runInProcess([
      ...words.split(' '),
      '--config-file',
      deployment.configFile,
    ]);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain('\u001B');
  });
});
