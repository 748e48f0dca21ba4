import { expect, test } from 'vitest';
import { findRelease, type Release } from '../../src/nova/releases.js';
import { upgradePath } from '../../src/nova/upgrade-path.js';
import { upgradePathJson, upgradePathText } from '../../src/report/upgrade-path.js';
import { preflight } from '../support/process.js';

const steps = upgradePath(findRelease('zed') as Release, findRelease('2026.2') as Release);

test.concurrent.each([
  [['--from', 'zed', '--to', 'hibiscus'], upgradePathText(steps, 80)],
  [['--to=34.0.0', '--from=ZED', '-f', 'table'], upgradePathText(steps, 80)],
  [['--from', '26', '--to', '2026.2', '-f', 'json'], upgradePathJson(steps)],
  [['--from', '26', '--to', '2026.2', '--format=json'], upgradePathJson(steps)],
])('upgrade path %j prints the steps and exits with 0', async (args, stdout) => {
  expect(await preflight(['upgrade', 'path', ...args])).toEqual(
    expect.objectContaining({ code: 0, stdout, stderr: '' }),
  );
});
