import { existsSync, readFileSync, statSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { Config, ConfigValue } from '../config/config.js';
import { messageOf } from '../error.js';
import { OpenStackError } from './error.js';
import type { Tls } from './session.js';

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
  let context: SecureContext | undefined;
  return {
    verify: !insecure,
    trusted: ca?.label ?? `the authorities of this system, as [${group}]cafile is not set`,
    context: () => (context ??= makeContext(insecure ? undefined : ca, cert, key)),
  };
}

/** A file that an option names: its path, and how messages call it. */
interface OptionFile {
  readonly path: string;
  readonly label: string;
}

function optionFile(config: Config, group: string, name: string): OptionFile | undefined {
  const file: ConfigValue<string> | undefined = config.text(group, name);
  if (file === undefined || file.value === '') return undefined;
  return { path: file.value, label: `[${group}]${name} ${file.value} (${file.origin})` };
}

function makeContext(
  ca: OptionFile | undefined,
  cert: OptionFile | undefined,
  key: OptionFile | undefined,
): SecureContext {
  const authorities = ca ? certificatesOf(ca) : [...rootCertificates, ...systemAuthorities()];
  try {
    return createSecureContext({
      ca: authorities,
      ...(cert === undefined ? {} : { cert: readOptionFile(cert) }),
      ...(key === undefined ? {} : { key: readOptionFile(key) }),
    });
  } catch (error) {
    if (error instanceof OpenStackError) throw error;
    const files = [ca, cert, key === cert ? undefined : key].flatMap((file) => file?.label ?? []);
    throw new OpenStackError(
      'configuration',
      `OpenSSL does not accept what is in ${files.join(', ')}: ${reason(error)}. They must be PEM files, the key without a passphrase and that of the certificate.`,
    );
  }
}

/** OpenSSL's words, the last part of `error:05800074:x509 certificate routines::key values mismatch`. */
function reason(error: unknown): string {
  return messageOf(error).split(':').at(-1)?.trim() ?? '';
}

/** OpenSSL takes a file without any certificate for an empty list, and then trusts nobody. */
function certificatesOf(file: OptionFile): string {
  const text = readOptionFile(file);
  if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return text;
  throw new OpenStackError(
    'configuration',
    `${file.label} holds no certificate. It must be a PEM file with those of the authorities.`,
  );
}

function readOptionFile({ path, label }: OptionFile): string {
  try {
    if (statSync(path).isFile()) return readFileSync(path, 'utf8');
  } catch (error) {
    throw new OpenStackError(
      'configuration',
      `${label} cannot be read: ${messageOf(error)}. Correct the path, or run this as a user who may read it.`,
    );
  }
  throw new OpenStackError(
    'configuration',
    `${label} is no file. Name one: neither a folder, in which Nova would look for certificates, nor a pipe is read here.`,
  );
}

/** The first of them that there is: Debian's, Red Hat's, SUSE's. */
function systemAuthorities(): string[] {
  const file = SYSTEM_BUNDLES.find((bundle) => existsSync(bundle));
  return file === undefined ? [] : [readFileSync(file, 'utf8')];
}

const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
];
