import { isUtf8 } from 'node:buffer';
import { constants, promises, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, ConfigValue } from '../config/config.js';
import { ExpectedError, messageOf } from '../error.js';
import type { Release } from './releases.js';

/** Which policy file Nova looks for, and what it finds. */
export interface PolicyFile {
  /** The name that is looked for, and where that was set. */
  readonly name: ConfigValue<string>;
  /** The file that is found, or undefined where there is none. */
  readonly path: string | undefined;
  /** Whether it is another one than was looked for: `policy.json`, in place of the default that does not exist. */
  readonly isFallback: boolean;
}

/** What {@link findPolicyFile} reads. */
export const policyFileOptions = ['[oslo_policy]policy_file', '[DEFAULT]policy_file'] as const;

/** The first release whose oslo.policy (5.0.0) takes no `policy.json` in place of the default. */
export const FIRST_WITHOUT_FALLBACK = 33;

/**
 * The policy file of a deployment, for a target. Nova's default is `policy.yaml` since 22.0.0 (nova/policy.py). The option's
 * former place, `[DEFAULT]`, counts up to oslo.policy 4.4 (opts.py), which is that of 2024.2. Where the option is not set
 * at all and there is no `policy.yaml`, oslo.policy up to 4.x loads `policy.json` (policy.py, pick_default_policy_file).
 */
export function findPolicyFile(config: Config, target: Release): PolicyFile {
  const set = config.text(
    'oslo_policy',
    'policy_file',
    target.major <= 30 ? { deprecated: [['DEFAULT', 'policy_file']] } : {},
  );
  const name = set ?? { value: 'policy.yaml', origin: 'default' };
  const path = config.findFile(name.value);
  const fallback =
    set === undefined && path === undefined ? config.findFile('policy.json') : undefined;
  return { name, path: path ?? fallback, isFallback: fallback !== undefined };
}

/** What {@link readPolicyDirectory} reads. */
export const policyDirectoryOptions = ['[oslo_policy]policy_dirs', '[DEFAULT]policy_dirs'] as const;

/**
 * The paths of the files that oslo.policy up to 4.4 loads besides the policy file: what is not hidden in `policy.d`, its
 * sub-directories left out (policy.py, _walk_through_policy_directory).
 *
 * @throws ExpectedError where `policy_dirs` is set, which can be several times, and where `policy.d` cannot be listed
 */
export function readPolicyDirectory(config: Config): readonly string[] {
  const set = config.text('oslo_policy', 'policy_dirs', {
    deprecated: [['DEFAULT', 'policy_dirs']],
  });
  if (set !== undefined) {
    throw new ExpectedError(
      `[oslo_policy]policy_dirs is set (${set.origin}): the rules in those directories are not read here.`,
    );
  }
  const directory = config.findFile('policy.d');
  if (directory === undefined) return [];
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => join(directory, entry.name));
  } catch (error) {
    throw new ExpectedError(
      `the policy directory ${directory} cannot be listed: ${messageOf(error)}.`,
      {
        cause: error,
      },
    );
  }
}

/** No file of rules is larger. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The text of a policy file, a byte order mark included.
 *
 * @throws ExpectedError with the path where Nova would end in an exception (a directory, no permission, not UTF-8) or
 * wait (a pipe or a device), and for a file of more than 16 MiB
 */
export async function readPolicyFile(path: string): Promise<string> {
  const bytes = await read(path);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new ExpectedError(
    `the policy file ${path} is not UTF-8; Nova cannot read it either. Convert it to UTF-8.`,
  );
}

async function read(path: string): Promise<Buffer> {
  try {
    // A pipe to which nobody writes would not even open otherwise. `promises` is loaded here, and not at each start.
    const file = await promises.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) throw unreadable(path, 'it is a directory');
      if (!stats.isFile()) throw unreadable(path, 'it is a pipe or a device and not a file');
      if (stats.size > LARGEST) throw unreadable(path, 'it has more than 16 MiB');
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw unreadable(
      path,
      code === 'EACCES'
        ? 'permission denied; run this as a user who may read it, such as root or nova'
        : messageOf(error),
      error,
    );
  }
}

function unreadable(path: string, why: string, cause?: unknown): ExpectedError {
  return new ExpectedError(`the policy file ${path} cannot be read: ${why}.`, { cause });
}
