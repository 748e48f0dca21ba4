import type { SecureContext } from 'node:tls';
import type { Config, ConfigValue } from '../config/config.js';
import type { Tls } from './session.js';
import type { OptionFile } from './tls-context.js';

/**
 * The TLS options of a group (keystoneauth1 5.14, loading/session.py, load_from_options). A `keyfile` without a
 * `certfile` counts for nothing, a `certfile` alone holds the key too. No file is read before the first `https` URL.
 * Without `cafile` the authorities are Node's own and those of the system: python3-requests of Debian and Red Hat trusts
 * the latter.
 *
 * @throws ExpectedError if `insecure` is neither true nor false
 */
export function tlsOptions(config: Config, group: string): Tls {
  const insecure = config.boolean(group, 'insecure', false).value;
  const option = (name: string) => optionFile(config, group, name);
  const [ca, cert] = [option('cafile'), option('certfile')];
  const key = cert && (option('keyfile') ?? cert);
  let context: Promise<SecureContext> | undefined;
  return {
    verify: !insecure,
    trusted: ca?.label ?? `the authorities of this system, as [${group}]cafile is not set`,
    context: async () =>
      (context ??= import('./tls-context.js').then(({ makeContext }) =>
        makeContext(insecure ? undefined : ca, cert, key),
      )),
  };
}

function optionFile(config: Config, group: string, name: string): OptionFile | undefined {
  const file: ConfigValue<string> | undefined = config.text(group, name);
  if (file === undefined || file.value === '') return undefined;
  return { path: file.value, label: `[${group}]${name} ${file.value} (${file.origin})` };
}
