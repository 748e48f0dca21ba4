import type { Config, ConfigValue } from '../config/config.js';
import { OpenStackError } from './error.js';
import type { Retries } from './request.js';

/** Which endpoint of a service is meant, and how often it is asked. */
export interface AdapterOptions {
  readonly serviceType: string;
  readonly serviceName: string | undefined;
  readonly interfaces: readonly string[];
  readonly region: string | undefined;
  /** For messages: the options that narrow the choice. */
  readonly from: string;
  /** `endpoint_override`, not yet filled in. */
  readonly override: { readonly value: string; readonly from: string } | undefined;
  readonly retries: Retries;
}

/**
 * The adapter options of a group (keystoneauth1 5.14, loading/adapter.py; Nova 34.0.0, nova/conf/utils.py, whose defaults
 * these are). Nova registers `version`, `min_version` and `max_version` as options that nobody can set.
 *
 * @throws ExpectedError for an option that cannot be used
 */
export function readAdapterOptions(
  config: Config,
  group: string,
  serviceType: string,
): AdapterOptions {
  const text = (name: string) => config.text(group, name);
  const override = text('endpoint_override');
  const [region, name, type] = ['region_name', 'service_name', 'service_type'].map(text);
  const interfaces = config.list(group, 'valid_interfaces');
  const settings = Object.entries({
    service_type: type,
    service_name: name,
    valid_interfaces: interfaces,
    region_name: region,
  }).flatMap(([option, value]) =>
    value === undefined ? [] : `[${group}]${option}, ${value.origin}`,
  );
  return {
    serviceType: type?.value || serviceType,
    serviceName: name?.value || undefined,
    interfaces: validInterfaces(interfaces, group),
    region: region?.value || undefined,
    from: settings.length === 0 ? `the defaults of [${group}]` : settings.join('; '),
    override: override?.value
      ? { value: override.value, from: `[${group}]endpoint_override, ${override.origin}` }
      : undefined,
    retries: readRetries(config, group),
  };
}

/** No interface at all means `public` (identity/base.py, get_endpoint_data). */
function validInterfaces(
  option: ConfigValue<readonly string[]> | undefined,
  group: string,
): readonly string[] {
  if (option === undefined) return ['internal', 'public'];
  const wrong = option.value.find((name) => !['public', 'internal', 'admin'].includes(name));
  if (wrong === undefined) return option.value.length === 0 ? ['public'] : option.value;
  throw new OpenStackError(
    'configuration',
    `[${group}]valid_interfaces has "${wrong}" (${option.origin}), which is none of public, internal and admin. Correct it.`,
  );
}

function readRetries(config: Config, group: string): Retries {
  const connectDelay = readDelay(config, group, 'connect_retry_delay');
  const statusDelay = readDelay(config, group, 'status_code_retry_delay');
  return {
    connect: config.int(group, 'connect_retries')?.value ?? 0,
    ...(connectDelay === undefined ? {} : { connectDelay }),
    status: config.int(group, 'status_code_retries')?.value ?? 0,
    ...(statusDelay === undefined ? {} : { statusDelay }),
    statusCodes: readStatusCodes(config, group),
  };
}

/** Python's time.sleep takes nothing else either. */
function readDelay(config: Config, group: string, name: string): number | undefined {
  const delay = config.float(group, name);
  if (delay === undefined || (delay.value >= 0 && delay.value <= LONGEST_DELAY)) {
    return delay?.value;
  }
  throw new OpenStackError(
    'configuration',
    `[${group}]${name} is ${delay.value} (${delay.origin}), and no wait can be that long. Set it to a number of seconds from 0 to ${LONGEST_DELAY}.`,
  );
}

/** A day, in seconds; Node's timers end at 24. */
const LONGEST_DELAY = 86_400;

function readStatusCodes(config: Config, group: string): readonly number[] {
  const codes = config.list(group, 'retriable_status_codes');
  if (codes === undefined || codes.value.length === 0) return [503];
  const wrong = codes.value.find((code) => !/^\d+$/.test(code));
  if (wrong === undefined) return codes.value.map(Number);
  throw new OpenStackError(
    'configuration',
    `[${group}]retriable_status_codes has "${wrong}" (${codes.origin}), which is no HTTP status. Correct it.`,
  );
}
