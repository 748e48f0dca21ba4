import type { Config, ConfigValue } from '../config/config.js';
import type { JsonObject } from './answer.js';
import { OpenStackError } from './error.js';

/** The options of one of keystoneauth1's Keystone plugins; what is set to nothing counts as not set, but for secrets. */
export interface PluginOptions {
  readonly group: string;
  /** Whether the plugin is one without a version in its name. */
  readonly generic: boolean;
  text(name: string): string | undefined;
  /** Also where it is set to nothing; an error where it is not set at all. */
  required(name: string): string;
  /** Where an option was set, or that it is not. */
  origin(name: string): string;
  /** The first of the options that is set, with its place. */
  firstSet(...names: string[]): string;
  /** The domain of a user or project: by id, by name, or by `default_domain_…`, where the plugin has it. */
  domain(of: 'user' | 'project'): JsonObject | undefined;
  /** Options that do not make up an authentication. */
  problem(text: string): OpenStackError;
}

/**
 * @param generic whether the plugin is one without a version in its name: only those know `default_domain_id`,
 * `default_domain_name`, and the former names of project options (keystoneauth1 5.14, loading/identity.py,
 * BaseGenericLoader and BaseV3Loader)
 */
export function pluginOptions(
  config: Config,
  group: string,
  type: string,
  generic: boolean,
): PluginOptions {
  const setting = (name: string): ConfigValue<string> | undefined => {
    const former = FORMER_NAMES.get(name);
    const counts = former !== undefined && (generic || !name.startsWith('project_'));
    return config.text(group, name, counts ? { deprecated: [[group, former]] } : {});
  };
  const text = (name: string) => setting(name)?.value || undefined;
  const origin = (name: string) => setting(name)?.origin ?? 'not set';
  const problem = (said: string) =>
    new OpenStackError(
      'configuration',
      `The options of [${group}] do not fit auth_type = ${type} (${origin('auth_type')}): ${said}. Correct them.`,
    );
  return {
    group,
    generic,
    text,
    origin,
    problem,
    required(name) {
      const value = setting(name)?.value;
      if (value === undefined) throw problem(`${name} is not set`);
      return value;
    },
    firstSet(...names) {
      const name = names.find((candidate) => text(candidate) !== undefined) ?? names[0] ?? '';
      return `${name}, ${origin(name)}`;
    },
    domain(of) {
      const either = (part: 'id' | 'name') =>
        text(`${of}_domain_${part}`) ?? (generic ? text(`default_domain_${part}`) : undefined);
      const [id, name] = [either('id'), either('name')];
      if (id !== undefined) return { id };
      return name === undefined ? undefined : { name };
    },
  };
}

const FORMER_NAMES: ReadonlyMap<string, string> = new Map([
  ['auth_type', 'auth_plugin'],
  ['username', 'user-name'],
  ['project_id', 'tenant-id'],
  ['project_name', 'tenant-name'],
]);
