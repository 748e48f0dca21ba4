import type { Config } from '../config/config.js';
import { ExpectedError } from '../error.js';
import {
  findPolicyFile,
  policyDirectoryOptions,
  policyFileOptions,
  readPolicyDirectory,
  readPolicyFile,
} from './policy-file.js';
import { isScopedDefault, readPolicyRules } from './policy-rules.js';
import type { Release } from './releases.js';

/** The rule that administrators need, as far as system scope goes. */
export interface ScopedRule {
  readonly name: string;
  /** Whether its text is the default that asks for system scope. */
  readonly isScoped: boolean;
  /** The file that has it, or undefined where it is the default. */
  readonly path: string | undefined;
}

/** What {@link findScopedRule} reads. */
export const scopedRuleOptions = [
  '[oslo_policy]enforce_new_defaults',
  ...policyFileOptions,
  ...policyDirectoryOptions,
] as const;

/**
 * The rule that `nova-status` looks at, `system_admin_api` up to 24.x and `context_is_admin` in 25.x, as its policy engine
 * would have it (Nova 23.0.0 to 25.0.0, nova/cmd/status.py, _check_policy; nova/policies/base.py).
 *
 * @throws ExpectedError where only that engine can tell
 */
export async function findScopedRule(config: Config, target: Release): Promise<ScopedRule> {
  const name = target.major < 25 ? 'system_admin_api' : 'context_is_admin';
  const unclear = (why: string) =>
    new ExpectedError(
      `only Nova's policy engine can tell what the rule ${name} is: ${why}. Run nova-status of the target, or set [oslo_policy]enforce_scope.`,
    );
  const [extra] = readPolicyDirectory(config);
  if (extra !== undefined) throw unclear(`there are more policy files, such as ${extra}`);
  const { path } = findPolicyFile(config, target);
  const rules =
    path === undefined ? new Map<string, string>() : readPolicyRules(await readPolicyFile(path));
  if (rules === undefined) throw unclear(`${path} is more than lines of a name and a text`);
  if (rules.has(FORMER_RULE)) throw unclear(`${path} has a rule "${FORMER_RULE}"`);
  const text = rules.get(name);
  if (text === undefined)
    return { name, isScoped: isDefaultScoped(config, target), path: undefined };
  const isScoped = isScopedDefault(text);
  if (isScoped === undefined) throw unclear(`in ${path} it is ${JSON.stringify(text)}`);
  return { name, isScoped, path };
}

/** The deprecated rule of both, its name as Nova has it: a text under this name can take the place of the default. */
const FORMER_RULE = 'rule:admin_api';

/**
 * 25.x has no default with system scope. Before, oslo.policy joins the former default to the new one by "or", unless
 * `enforce_new_defaults` is on (oslo.policy 3.7.0, policy.py, _handle_deprecated_rule).
 */
function isDefaultScoped(config: Config, target: Release): boolean {
  return target.major < 25 && config.boolean('oslo_policy', 'enforce_new_defaults', false).value;
}
