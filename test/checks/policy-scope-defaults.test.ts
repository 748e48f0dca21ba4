import { describe, expect, it } from 'vitest';
import policyScopeDefaults from '../../checks/policy-scope-defaults.js';
import { release } from '../support/release.js';
import { makeConfiguration, runOnConfiguration, type Sections } from '../support/configuration.js';

const SCOPED = 'role:admin and system_scope:all';
const policy = (options: Record<string, string>): Sections => ({ oslo_policy: options });

async function outcomeOf(
  series: string,
  sections: Sections = {},
  files: Record<string, string> = {},
) {
  const directory = makeConfiguration(sections, files);
  return runOnConfiguration(policyScopeDefaults, directory, { target: release(series) });
}

describe('success', () => {
  it('where scopes are enforced, whatever the rules are', async () => {
    const options = { enforce_scope: 'True', policy_file: 'none', policy_dirs: 'more' };
    expect(await outcomeOf('xena', policy(options), { 'policy.yaml': '- nonsense' })).toEqual({
      status: 'success',
      details: 'Scopes are enforced: [oslo_policy]enforce_scope is true (DIR/nova.conf:2).',
      findings: [],
      remediation: [],
    });
  });

  it.each([
    ['wallaby', 'system_admin_api'],
    ['xena', 'system_admin_api'],
    ['yoga', 'context_is_admin'],
  ])('with the defaults of %s', async (series, name) => {
    expect(await outcomeOf(series)).toMatchObject({
      status: 'success',
      details: `The rule ${name}, which is the default, asks for no system scope.`,
    });
  });

  it('with the defaults of Yoga in any case', async () => {
    const files = { 'policy.yaml': `"system_admin_api": "${SCOPED}"\n` };
    const sections = policy({ enforce_new_defaults: 'true' });
    expect(await outcomeOf('yoga', sections, files)).toMatchObject({ status: 'success' });
  });

  it('with another rule, of the last of two and even with new defaults', async () => {
    const rules = `"system_admin_api": "${SCOPED}"\n"system_admin_api": "role:admin"\n`;
    const sections = policy({ enforce_new_defaults: 'true' });
    expect(await outcomeOf('xena', sections, { 'policy.yaml': rules })).toMatchObject({
      status: 'success',
      details: 'The rule system_admin_api, in DIR/policy.yaml, asks for no system scope.',
    });
  });

  it('with a policy directory that has nothing to load', async () => {
    const files = { 'policy.d/.hidden': 'x', 'policy.d/sub/policy.yaml': 'x' };
    expect(await outcomeOf('xena', {}, files)).toMatchObject({ status: 'success' });
  });
});

describe('warning', () => {
  it('where a file holds the default', async () => {
    const files = { 'policy.json': JSON.stringify({ system_admin_api: `(${SCOPED})` }) };
    expect(await outcomeOf('wallaby', {}, files)).toEqual({
      status: 'warning',
      details:
        'The rule system_admin_api, in DIR/policy.json, asks for tokens of system scope, but scopes are not enforced: [oslo_policy]enforce_scope is false (default). Administrators whose tokens are for a project will be refused.',
      findings: [{ kind: 'file', id: 'DIR/policy.json', reason: 'scoped-rule' }],
      remediation: [],
    });
  });

  it('where the default is not softened by the former one', async () => {
    const sections = policy({ enforce_scope: 'off', enforce_new_defaults: 'on' });
    expect(await outcomeOf('xena', sections, { 'policy.yaml': '# nothing\n' })).toEqual({
      status: 'warning',
      details:
        'The rule system_admin_api, which is the default, asks for tokens of system scope, but scopes are not enforced: [oslo_policy]enforce_scope is false (DIR/nova.conf:2). Administrators whose tokens are for a project will be refused.',
      findings: [],
      remediation: [],
    });
  });

  it('for the other rule of Yoga', async () => {
    const files = { 'policy.yaml': `"context_is_admin": "${SCOPED}"\n` };
    expect(await outcomeOf('yoga', {}, files)).toMatchObject({ status: 'warning' });
    expect(await outcomeOf('xena', {}, files)).toMatchObject({ status: 'success' });
  });
});

describe('could not tell', () => {
  const only = "Only Nova's policy engine can tell what the rule system_admin_api is: ";
  const advice = 'Run nova-status of the target, or set [oslo_policy]enforce_scope.';

  it.each<[string, Sections, Record<string, string>, string]>([
    [
      'YAML that takes a parser',
      {},
      { 'policy.yaml': 'os_compute_api:servers:start: role:admin\n' },
      `${only}DIR/policy.yaml is more than lines of a name and a text. ${advice}`,
    ],
    [
      'a policy directory',
      {},
      { 'policy.yaml': '', 'policy.d/10-more.yaml': '' },
      `${only}there are more policy files, such as DIR/policy.d/10-more.yaml. ${advice}`,
    ],
    [
      'parentheses',
      {},
      { 'policy.yaml': '"system_admin_api": "(role:admin) and (system_scope:all)"' },
      `${only}in DIR/policy.yaml it is "(role:admin) and (system_scope:all)". ${advice}`,
    ],
    [
      'a text for the deprecated rule',
      {},
      { 'policy.yaml': '"rule:admin_api": "role:cloud_admin"' },
      `${only}DIR/policy.yaml has a rule "rule:admin_api". ${advice}`,
    ],
    [
      'directories of their own',
      policy({ policy_dirs: 'policy.d' }),
      {},
      '[oslo_policy]policy_dirs is set (DIR/nova.conf:2): the rules in those directories are not read here.',
    ],
    [
      'directories that are none',
      {},
      { 'policy.d': '' },
      "The policy directory DIR/policy.d cannot be listed: ENOTDIR: not a directory, scandir 'DIR/policy.d'.",
    ],
    [
      'an option that is no boolean',
      policy({ enforce_scope: 'maybe' }),
      {},
      '[oslo_policy]enforce_scope is "maybe" (DIR/nova.conf:2), which is neither true nor false. Set it to one of true, 1, on, yes, false, 0, off, no.',
    ],
  ])('for %s', async (_, sections, files, details) => {
    const unknown = { status: 'unknown', details, findings: [], remediation: [] };
    expect(await outcomeOf('xena', sections, files)).toEqual(unknown);
  });
});

it('is not for Zed and later', async () => {
  expect(await outcomeOf('zed')).toMatchObject({ status: 'not-applicable' });
});
