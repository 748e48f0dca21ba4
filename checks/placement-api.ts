import { type CheckResult, defineCheck } from '../src/check/check.js';
import { releaseName } from '../src/nova/releases.js';
import { askingFor } from '../src/openstack/asking.js';
import { OpenStackError, type OpenStackErrorKind } from '../src/openstack/error.js';
import { formatMicroversion, reaches } from '../src/openstack/microversion.js';

/** Nova 34.0.0, nova/cmd/status.py _check_placement. What is none of its failures ends Nova's run in an exception. */
export default defineCheck({
  id: 'placement-api',
  title: 'Placement API',
  since: '15',
  asks: 'Can Placement be asked with the credentials of nova.conf, and does it offer the microversion that the target needs?',
  docs: 'https://docs.openstack.org/placement/latest/',
  why: 'Nova schedules through Placement: without it, or with one that is too old, no instance can be created, moved or resized.',
  fix: 'Upgrade Placement before Nova; set the credentials and the endpoint in [placement] as the details say.',
  results: {
    success: 'Placement answers and offers the microversion.',
    failure:
      'It offers an older one at most; or [placement] has no credentials, Keystone or Placement refuses them, the catalog has no such endpoint, no version of an API is found, or Placement answers 404.',
    unknown:
      'It cannot be asked from here: a connection refused, a TLS error, no answer in time, another status from 400 on, HTML or anything else that is not its answer, an option that cannot be used, or an auth_type that is not known here.',
  },
  links: [
    'https://docs.openstack.org/placement/latest/placement-api-microversion-history.html',
    'https://docs.openstack.org/nova/latest/cli/nova-status.html',
  ],
  reads: {
    options: ['[placement]', 'the group that [placement]auth_section names'],
    endpoints: ['keystone: GET auth_url', 'keystone: POST /v3/auth/tokens', 'placement: GET /'],
  },

  async run({ config }, context): Promise<CheckResult> {
    const { target } = context;
    const { discoverPlacement } = await import('../src/openstack/placement.js');
    try {
      const { url, latest } = await discoverPlacement(config, askingFor(context));
      const isEnough = reaches(latest, target.placement);
      const found = `Placement at ${url} offers microversions up to ${formatMicroversion(latest)}`;
      return {
        status: isEnough ? 'success' : 'failure',
        details: `${found}${isEnough ? '' : ', which is too old'}: ${releaseName(target)} needs ${target.placement}.`,
      };
    } catch (error) {
      if (!(error instanceof OpenStackError) || !FAILURES.has(error.kind)) throw error;
      return { status: 'failure', details: error.message };
    }
  },
});

/** What Nova calls a failure. */
const FAILURES: ReadonlySet<OpenStackErrorKind> = new Set([
  'missing-auth',
  'unauthorized',
  'endpoint-not-found',
  'discovery',
  'not-found',
]);
