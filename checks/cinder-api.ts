import { type CheckResult, defineCheck } from '../src/check/check.js';
import { releaseName } from '../src/nova/releases.js';
import { askingFor } from '../src/openstack/asking.js';
import { OpenStackError } from '../src/openstack/error.js';
import { formatMicroversion, reaches } from '../src/openstack/microversion.js';

/**
 * Nova 34.0.0, nova/cmd/status.py _check_cinder. Nova also fails where its own python-cinderclient is too old; there is
 * none here.
 */
export default defineCheck({
  id: 'cinder-api',
  title: 'Cinder API',
  since: '20',
  asks: 'Where Nova uses Cinder: does it offer the microversion that the target needs?',
  docs: 'https://docs.openstack.org/nova/latest/admin/manage-volumes.html',
  why: 'Nova attaches volumes through attachment records, which Cinder has since microversion 3.44. Without them no volume can be attached.',
  fix: 'Deploy Cinder 12.0.0 (Queens) or later before Nova is upgraded; set the credentials and the endpoint in [cinder] as the details say.',
  results: {
    success:
      'Cinder offers the microversion; or [cinder] has neither auth_type nor auth_section, so that Nova uses none.',
    warning:
      'Its version cannot be told, whatever the cause: the credentials, the catalog, the network or the answer.',
    failure: 'It offers an older microversion at most.',
    unknown: '[cinder]auth_type is one that is not known here.',
  },
  links: [
    'https://docs.openstack.org/cinder/latest/contributor/api_microversion_history.html',
    'https://docs.openstack.org/nova/latest/cli/nova-status.html',
  ],
  reads: {
    options: [
      '[cinder]',
      'the group that [cinder]auth_section names',
      '[service_user]',
      'the group that [service_user]auth_section names',
    ],
    endpoints: [
      'keystone: GET auth_url',
      'keystone: POST /v3/auth/tokens',
      'cinder: GET /, and GET /v3 where the endpoint has no version in its path',
    ],
  },

  async run({ config }, context): Promise<CheckResult> {
    const { target } = context;
    const { discoverCinder } = await import('../src/openstack/cinder.js');
    try {
      const { url, latest } = await discoverCinder(config, askingFor(context));
      const isEnough = reaches(latest, target.cinder);
      const found = `Cinder at ${url} offers microversions up to ${formatMicroversion(latest)}`;
      return {
        status: isEnough ? 'success' : 'failure',
        details: `${found}${isEnough ? '' : ', which is too old'}: ${releaseName(target)} needs ${target.cinder}.`,
      };
    } catch (error) {
      if (!(error instanceof OpenStackError)) throw error;
      // Without credentials Nova uses no Cinder, and with those that only Nova knows only Nova can tell.
      if (error.kind === 'unsupported') throw error;
      return error.kind === 'missing-auth'
        ? {
            status: 'success',
            details: 'Nova uses no Cinder: [cinder]auth_type is not set in any configuration file.',
          }
        : {
            status: 'warning',
            details: `The version of Cinder's API cannot be told. ${error.message}`,
          };
    }
  },
});
