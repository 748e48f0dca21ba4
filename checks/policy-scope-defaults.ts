import { type CheckResult, defineCheck } from '../src/check/check.js';
import { findScopedRule, scopedRuleOptions } from '../src/nova/scoped-rule.js';

/**
 * Nova 23.0.0 to 25.0.0, nova/cmd/status.py _check_policy. Nova asks its policy engine for one rule; here the files are
 * read, and what they leave open is not guessed.
 */
export default defineCheck({
  id: 'policy-scope-defaults',
  title: 'Policy Scope-based Defaults',
  since: '23',
  until: '25',
  asks: 'Does the rule that administrators need ask for system scope, while scopes are not enforced?',
  docs: 'https://docs.openstack.org/nova/latest/configuration/policy-concepts.html',
  why: 'Defaults of 21.0.0 to 24.x ask for tokens of system scope. With such a rule in force, and without enforce_scope, administrators whose tokens are for a project are refused.',
  fix: 'Take the rule out of the policy file, or set [oslo_policy]enforce_scope and [oslo_policy]enforce_new_defaults and have administrators use tokens of system scope.',
  results: {
    success:
      'Scopes are enforced, or the rule (system_admin_api up to 24.x, context_is_admin in 25.x) is not the default with system scope.',
    warning: 'The rule is the default with system scope, and scopes are not enforced.',
    unknown:
      "Only Nova's policy engine could tell: the policy file is more than lines of a name and a text, policy.d has files, or policy_dirs is set.",
  },
  links: ['https://bugs.launchpad.net/bugs/1875418'],
  reads: { options: ['[oslo_policy]enforce_scope', ...scopedRuleOptions] },

  async run({ config }, { target }): Promise<CheckResult> {
    const scope = config.boolean('oslo_policy', 'enforce_scope', false);
    if (scope.value) {
      return {
        status: 'success',
        details: `Scopes are enforced: [oslo_policy]enforce_scope is true (${scope.origin}).`,
      };
    }
    const { name, isScoped, path } = await findScopedRule(config, target);
    const whose = path === undefined ? 'which is the default' : `in ${path}`;
    if (!isScoped) {
      return {
        status: 'success',
        details: `The rule ${name}, ${whose}, asks for no system scope.`,
      };
    }
    return {
      status: 'warning',
      details: `The rule ${name}, ${whose}, asks for tokens of system scope, but scopes are not enforced: [oslo_policy]enforce_scope is false (${scope.origin}). Administrators whose tokens are for a project will be refused.`,
      ...(path === undefined
        ? {}
        : { findings: [{ kind: 'file', id: path, reason: 'scoped-rule' }] }),
    };
  },
});
