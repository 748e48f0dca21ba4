import type { Config } from '../config/config.js';
import { readAuth, withoutAuthType } from './auth.js';
import { OpenStackError, readingOptions } from './error.js';
import { issueToken } from './keystone.js';
import { type Asking, openSession } from './session.js';
import { shown } from './url.js';

/** What is known of a token that could be had; not the token. */
export interface IssuedToken {
  /** Where Keystone issued it; can be shown. */
  readonly url: string;
  /** Whose it is: names, or ids where Keystone gives no names. */
  readonly user: string | undefined;
  readonly project: string | undefined;
  /** The names of its roles, such as `service`. */
  readonly roles: readonly string[];
  /** When it ends, as Keystone writes it. */
  readonly expiresAt: string | undefined;
}

/**
 * Fetches a token with the options of a group, such as `service_user` or `keystone_authtoken`, and drops it.
 *
 * @throws OpenStackError, of kind `missing-auth` where `auth_type` is not set, and `configuration` where it is one that
 * knows no tokens
 */
export async function requestToken(
  config: Config,
  group: string,
  asking: Asking,
): Promise<IssuedToken> {
  const { session, auth } = readingOptions(() => {
    const session = openSession(config, group, asking);
    const auth = readAuth(config, group, session.secrets);
    if (auth === undefined) {
      throw new OpenStackError(
        'missing-auth',
        `${withoutAuthType(config, group)}, so there are no credentials to get a token with. Set it, with auth_url, username, password and the others.`,
      );
    }
    if (auth.type !== 'keystone') {
      throw new OpenStackError(
        'configuration',
        `[${group}]auth_type is "${auth.type}", with which no token can be had. Use password or another one of Keystone's.`,
      );
    }
    return { session, auth };
  });
  const token = await issueToken(session, auth);
  const told = (name: string | undefined) => name && session.secrets.told(name);
  return {
    url: shown(token.place),
    user: told(token.userName ?? token.userId),
    project: told(token.projectName ?? token.projectId),
    roles: token.roles.map((role) => session.secrets.told(role)),
    expiresAt: token.expiresAt,
  };
}
