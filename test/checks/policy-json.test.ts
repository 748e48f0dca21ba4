import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import policyJson from '../../checks/policy-json.js';
import { release } from '../support/release.js';
import { run } from '../support/run.js';
import { makeConfiguration, runOnConfiguration, type Sections } from '../support/configuration.js';

const named = (name: string): Sections => ({ oslo_policy: { policy_file: name } });
const RULE = '"os_compute_api:servers:start": "role:admin"';

async function outcomeOf(sections: Sections, files: Record<string, string | Uint8Array> = {}) {
  return runOnConfiguration(policyJson, makeConfiguration(sections, files));
}

describe('success', () => {
  it('where there is no file', async () => {
    expect(await outcomeOf({})).toEqual({
      status: 'success',
      details:
        'There is no policy file, so that all rules are the defaults: [oslo_policy]policy_file is "policy.yaml" (default).',
      findings: [],
      remediation: [],
    });
  });

  it('where the file is not JSON, whatever another one is', async () => {
    expect(
      await outcomeOf(named('rules/nova.yaml'), {
        'rules/nova.yaml': `${RULE}\n`,
        'policy.yaml': '{}',
        'policy.json': '{}',
      }),
    ).toEqual({
      status: 'success',
      details:
        'DIR/rules/nova.yaml is not JSON; [oslo_policy]policy_file is "rules/nova.yaml" (DIR/nova.conf:2).',
      findings: [],
      remediation: [],
    });
  });

  it.each([
    ['an empty file', ''],
    ['a byte order mark, which json.loads refuses', `\ufeff{${RULE}}`],
    ['all comments', `# {${RULE}}\n`],
  ])('for %s', async (_, text) => {
    expect(await outcomeOf({}, { 'policy.yaml': text })).toMatchObject({ status: 'success' });
  });

  it('where policy_file names a file that does not exist: then nothing takes its place', async () => {
    const files = { 'policy.json': `{${RULE}}` };
    for (const name of ['policy.yaml', 'other.json']) {
      expect(await outcomeOf(named(name), files)).toMatchObject({ status: 'success' });
    }
  });
});

describe('failure', () => {
  it('for a JSON file of any name', async () => {
    expect(await outcomeOf(named('policy.json'), { 'policy.json': `{${RULE}}\n` })).toEqual({
      status: 'failure',
      details:
        'The policy file DIR/policy.json is JSON, which Nova gave up for YAML. [oslo_policy]policy_file is "policy.json" (DIR/nova.conf:2).',
      findings: [{ kind: 'file', id: 'DIR/policy.json', reason: 'policy-json' }],
      remediation: [
        {
          // prettier-ignore
          argv: ['oslopolicy-convert-json-to-yaml', '--namespace', 'nova',
            '--policy-file', 'DIR/policy.json', '--output-file', '<policy.yaml>'],
          why: 'then name the new file in [oslo_policy]policy_file, on every host with an API service',
        },
      ],
    });
  });

  it.each(['{}', '[]', '"x"', '[NaN]', ' 1\n'])('for %j under the default name', async (text) => {
    expect(await outcomeOf({}, { 'policy.yaml': text })).toMatchObject({
      status: 'failure',
      findings: [{ id: 'DIR/policy.yaml' }],
    });
  });
});

describe('policy.json where policy_file is not set', () => {
  const on = async (series: string, text: string, more: Record<string, string> = {}) =>
    runOnConfiguration(policyJson, makeConfiguration({}, { 'policy.json': text, ...more }), {
      target: release(series),
    });

  it('is what Nova takes up to 2025.2', async () => {
    expect(await on('2025.2', '{}')).toMatchObject({
      status: 'failure',
      details:
        'The policy file DIR/policy.json is JSON, which Nova gave up for YAML. [oslo_policy]policy_file is "policy.yaml" (default): there is none of that name, and Nova takes policy.json in its place, which nova-status does not look at. From 2026.1 on it does not, and every rule in the file is lost.',
    });
  });

  it('is lost from 2026.1 on, also as YAML', async () => {
    expect(await on('2026.1', `${RULE}\n`)).toEqual({
      status: 'warning',
      details:
        'The policy file DIR/policy.json is not JSON, but has the name that such files had. [oslo_policy]policy_file is "policy.yaml" (default): there is none of that name, and from 2026.1 on (oslo.policy 5.0.0) Nova does not take policy.json in its place any more: every rule in the file is lost.',
      findings: [{ kind: 'file', id: 'DIR/policy.json', reason: 'policy-json-name' }],
      remediation: [
        {
          argv: ['mv', 'DIR/policy.json', '<policy.yaml>'],
          why: 'gives it the name that is looked for',
        },
      ],
    });
  });

  it('plays no part beside a policy.yaml', async () => {
    expect(await on('zed', '{}', { 'policy.yaml': '' })).toMatchObject({ status: 'success' });
  });
});

it.each([
  ['2024.2', 'failure'],
  ['2025.1', 'success'],
])('looks at the former place of the option for %s: %s', async (series, status) => {
  const directory = makeConfiguration(
    { DEFAULT: { policy_file: 'rules.json' } },
    { 'rules.json': '{}' },
  );
  const target = release(series);
  expect(await runOnConfiguration(policyJson, directory, { target })).toMatchObject({ status });
});

describe('could not tell', () => {
  it.each<[string, Sections, Record<string, string | Uint8Array>, string]>([
    [
      'a directory',
      named('rules'),
      { 'rules/a.json': '{}' },
      'The policy file DIR/rules cannot be read: it is a directory.',
    ],
    [
      'an empty name, which is the directory',
      named(''),
      {},
      'The policy file DIR/ cannot be read: it is a directory.',
    ],
    [
      'a device',
      named('/dev/zero'),
      {},
      'The policy file /dev/zero cannot be read: it is a pipe or a device and not a file.',
    ],
    [
      'another encoding',
      {},
      { 'policy.yaml': Buffer.from('# \xe9\n', 'latin1') },
      'The policy file DIR/policy.yaml is not UTF-8; Nova cannot read it either. Convert it to UTF-8.',
    ],
  ])('for %s', async (_, sections, files, details) => {
    const unknown = { status: 'unknown', details, findings: [], remediation: [] };
    expect(await outcomeOf(sections, files)).toEqual(unknown);
  });

  it('for a pipe that nobody writes to, without waiting', async () => {
    const directory = makeConfiguration({});
    await run('mkfifo', [join(directory, 'policy.yaml')]);
    expect(await runOnConfiguration(policyJson, directory)).toMatchObject({
      status: 'unknown',
      details:
        'The policy file DIR/policy.yaml cannot be read: it is a pipe or a device and not a file.',
    });
  });

  it('for a file of more than 16 MiB', async () => {
    const directory = makeConfiguration({}, { 'policy.yaml': '' });
    truncateSync(join(directory, 'policy.yaml'), 16 * 1024 * 1024 + 1);
    expect(await runOnConfiguration(policyJson, directory)).toMatchObject({
      status: 'unknown',
      details: 'The policy file DIR/policy.yaml cannot be read: it has more than 16 MiB.',
    });
  });
});
