import { type CheckContext, type CheckResult, defineCheck } from '../src/check/check.js';
import { ExpectedError } from '../src/error.js';
import type { Deployment } from '../src/nova/deployment.js';
import { askingFor } from '../src/openstack/asking.js';
import { OpenStackError, type OpenStackErrorKind } from '../src/openstack/error.js';

/** Nova 34.0.0, nova/cmd/status.py _check_service_user_token. Nova looks at the option alone. */
export default defineCheck({
  id: 'service-user-token',
  title: 'Service User Token Configuration',
  since: '23',
  asks: "Does Nova send a service user's token along with each user's token?",
  docs: 'https://docs.openstack.org/nova/latest/admin/configuration/service-user-token.html',
  why: "Cinder refuses to detach a volume that is in use unless the request comes from a service (CVE-2023-2088). Without a service user's token Nova cannot show that it is one, and long operations fail when the user's own token ends.",
  fix: 'Set [service_user]send_service_user_token = true, with auth_type, auth_url, username, password and the others, in the configuration of every Nova service, those on the computes included. The user needs the role service.',
  results: {
    success:
      '[service_user]send_service_user_token is true; with --verify-credentials, Keystone also issued a token to that user.',
    failure:
      'The option is false or not set; with --verify-credentials, also where no credentials are set, or Keystone refuses them.',
    unknown:
      'The option is no boolean; with --verify-credentials, also where Keystone cannot be asked.',
  },
  links: ['https://bugs.launchpad.net/bugs/2004555'],
  reads: {
    options: ['[service_user]', 'the group that [service_user]auth_section names'],
    endpoints: ['keystone: GET auth_url', 'keystone: POST /v3/auth/tokens'],
  },

  async run({ config }, context): Promise<CheckResult> {
    const { value, origin } = config.boolean('service_user', 'send_service_user_token', false);
    const details = `[service_user]send_service_user_token is ${value} (${origin})`;
    if (!value) {
      return {
        status: 'failure',
        details: `${details}. Every Nova service has to send the token of a service user; only the configuration that is read here was looked at.`,
      };
    }
    return context.verifyCredentials
      ? verified(config, context, details)
      : { status: 'success', details: `${details}.` };
  },
});

/** What Keystone says is wrong with the credentials; anything else may be the matter of the host that asks. */
const REFUSED: ReadonlySet<OpenStackErrorKind> = new Set(['missing-auth', 'unauthorized']);

async function verified(
  config: Deployment['config'],
  context: CheckContext,
  setting: string,
): Promise<CheckResult> {
  const { requestToken } = await import('../src/openstack/token.js');
  try {
    const token = await requestToken(config, 'service_user', askingFor(context));
    const roles = token.roles.length === 0 ? 'no role' : `the roles ${token.roles.join(', ')}`;
    return {
      status: 'success',
      details: [
        `${setting}. Keystone at ${token.url} issued a token to user ${token.user ?? 'unknown'}, ${
          token.project === undefined ? 'for no project' : `for project ${token.project}`
        }, with ${roles}.`,
        ...(token.roles.includes('service')
          ? []
          : ['The role service is not among them, which services look for in such a token.']),
      ].join('\n'),
    };
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    const details = `${setting}, but no token can be had with it: ${error.message}`;
    if (REFUSED.has(error.kind)) return { status: 'failure', details };
    throw new ExpectedError(details, { cause: error });
  }
}
