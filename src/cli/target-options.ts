import path from 'node:path';
import type { Arguments, Options } from './command.js';
import type { Profile } from '../check/applicability.js';
import type { Release } from '../nova/releases.js';
import { notEmpty, oneOf } from './option-values.js';
import { parseTarget } from './release-option.js';

/** The options that say what an upgrade is to be judged by, which `upgrade list-checks` has too. */
export const targetOptions = {
  target: {
    type: 'string',
    describe: 'The release to go to: 2026.1, gazpacho or 33',
  },
  profile: {
    type: 'string',
    default: 'all',
    describe: "all, or nova-status: the target's own checks alone",
  },
  checks: {
    type: 'string',
    repeatable: true,
    describe: 'Load the checks of this folder too (repeatable)',
  },
} as const satisfies Options;

/** What an upgrade is to be judged by. */
export interface TargetChoice {
  /** Left out: it is told from the release that runs now. */
  readonly target: Release | undefined;
  readonly profile: Profile;
  /** Folders of site checks, absolute. */
  readonly directories: readonly string[];
}

const PROFILES: readonly Profile[] = ['all', 'nova-status'];

/** Turns arguments into values. Raises a UsageError that lists the known releases or profiles. */
export function parseTargetChoice(
  args: Arguments<typeof targetOptions>,
  cwd: string,
): TargetChoice {
  return {
    target: args.target === undefined ? undefined : parseTarget(args.target),
    profile: oneOf('--profile', args.profile, PROFILES),
    directories: directoriesOf(args.checks, cwd),
  };
}

/** The folders that `--checks` names, absolute. Raises a UsageError for an empty name. */
export function directoriesOf(names: readonly string[] | undefined, cwd: string): string[] {
  return (names ?? []).map((name) => path.resolve(cwd, notEmpty('--checks', name)));
}
