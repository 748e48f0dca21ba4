import { type CheckResult, defineCheck } from '../src/check/check.js';
import {
  FIRST_WITHOUT_FALLBACK,
  findPolicyFile,
  policyFileOptions,
  readPolicyFile,
} from '../src/nova/policy-file.js';
import { isPythonJson } from '../src/nova/python-json.js';

/**
 * oslo.upgradecheck 2.0.0, common_checks.py, check_policy_json. It looks at the file that the option names alone; here also
 * at the one that oslo.policy takes where the option is not set.
 */
export default defineCheck({
  id: 'policy-json',
  title: 'Policy File JSON to YAML Migration',
  since: '23',
  asks: 'Is the policy file that Nova finds written in JSON?',
  docs: 'https://docs.openstack.org/oslo.policy/latest/cli/oslopolicy-convert-json-to-yaml.html',
  why: 'Since 22.0.0 Nova looks for policy.yaml. JSON cannot say which rules are the defaults: a file of all of them, as the old generator wrote it, goes on forbidding and allowing what the release before did. oslo.policy 5.0.0, of 2026.1, supports it no more.',
  fix: 'Convert the file with oslopolicy-convert-json-to-yaml, which comments out what is a default, and name the new one in [oslo_policy]policy_file.',
  results: {
    success: 'There is no policy file, or it is not JSON.',
    warning:
      'The option is not set, and of the two names that go without it only policy.json is there, and is not JSON.',
    failure: 'The policy file is JSON, be it an object of rules or anything else.',
    unknown:
      'The policy file cannot be read: no permission, a directory, a pipe, not UTF-8, or more than 16 MiB.',
  },
  links: [
    'https://docs.openstack.org/nova/latest/configuration/policy.html',
    'https://docs.openstack.org/nova/latest/cli/nova-status.html',
  ],
  reads: { options: policyFileOptions },

  async run({ config }, { target }): Promise<CheckResult> {
    const { name, path, isFallback } = findPolicyFile(config, target);
    const asked = `[oslo_policy]policy_file is ${JSON.stringify(name.value)} (${name.origin})`;
    if (path === undefined) {
      return {
        status: 'success',
        details: `There is no policy file, so that all rules are the defaults: ${asked}.`,
      };
    }
    const isJson = isPythonJson(await readPolicyFile(path));
    if (!isJson && !isFallback) {
      return { status: 'success', details: `${path} is not JSON; ${asked}.` };
    }
    const fate =
      target.major < FIRST_WITHOUT_FALLBACK
        ? 'there is none of that name, and Nova takes policy.json in its place, which nova-status does not look at. From 2026.1 on it does not, and every rule in the file is lost'
        : 'there is none of that name, and from 2026.1 on (oslo.policy 5.0.0) Nova does not take policy.json in its place any more: every rule in the file is lost';
    return {
      status: isJson ? 'failure' : 'warning',
      details: `The policy file ${path} ${isJson ? 'is JSON, which Nova gave up for YAML' : 'is not JSON, but has the name that such files had'}. ${asked}${isFallback ? `: ${fate}` : ''}.`,
      findings: [{ kind: 'file', id: path, reason: isJson ? 'policy-json' : 'policy-json-name' }],
      remediation: isJson
        ? [
            {
              argv: [
                'oslopolicy-convert-json-to-yaml',
                '--namespace',
                'nova',
                '--policy-file',
                path,
                '--output-file',
                '<policy.yaml>',
              ],
              why: 'then name the new file in [oslo_policy]policy_file, on every host with an API service',
            },
          ]
        : [{ argv: ['mv', path, '<policy.yaml>'], why: 'gives it the name that is looked for' }],
    };
  },
});
