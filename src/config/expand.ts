import { ExpectedError } from '../error.js';
import type { RawSetting, Settings } from './lookup.js';
import { lookUp } from './lookup.js';
import { substitute } from './substitute.js';

/**
 * The value of a setting with its references replaced, theirs too.
 *
 * A name without a dot is looked for in the setting's own group and then in `[DEFAULT]`; a group in a reference must
 * be written in lower case and cannot be `DEFAULT` (oslo.config 10.6, cfg.py, StrSubWrapper).
 *
 * oslo.config only knows the options that its program registers, and their defaults; here every option counts that a
 * file or the environment sets, none has a default, and its text is inserted as it is (oslo.config inserts a boolean
 * as `True`, a list as `['a']`). A reference to anything else is an error there as it is here: the password
 * `p$ss` must be written `p$$ss`, or Nova stops with "no such option ss".
 *
 * @throws ExpectedError for a reference to an option that is not set, and for one that leads back to itself. It
 * names the option and where it is set, and the place of the reference, whose name may be a piece of a password.
 */
export function expand(settings: Settings, setting: RawSetting): string {
  return expandNested(settings, setting, []);
}

function expandNested(
  settings: Settings,
  setting: RawSetting,
  referrers: readonly RawSetting[],
): string {
  const chain = [...referrers, setting];
  if (referrers.some(({ group, name }) => group === setting.group && name === setting.name)) {
    throw new ExpectedError(
      `The value of ${label(setting)} (${setting.origin}) refers to itself: ${chain.map(label).join(' → ')}. ${ADVICE}`,
    );
  }
  return substitute(setting.value, (reference, position) => {
    const target = findTarget(settings, setting.group, reference);
    if (target === undefined) {
      throw new ExpectedError(
        `The value of ${label(setting)} (${setting.origin}) cannot be used: the "$" that is its character ${position} begins a reference to an option that no configuration file and no environment variable sets. ${ADVICE}`,
      );
    }
    return expandNested(settings, target, chain);
  });
}

const ADVICE =
  'Write "$$" if a dollar sign is meant, or set the option that is referred to (the defaults of Nova are not known here).';

function findTarget(settings: Settings, group: string, reference: string): RawSetting | undefined {
  const dot = reference.indexOf('.');
  if (dot < 0) {
    return lookUp(settings, [group, reference]) ?? lookUp(settings, ['DEFAULT', reference]);
  }
  const named = reference.slice(0, dot);
  return named === named.toLowerCase()
    ? lookUp(settings, [named, reference.slice(dot + 1)])
    : undefined;
}

function label({ group, name }: RawSetting): string {
  return `[${group}]${name}`;
}
