import { OpenStackError, type OpenStackErrorKind } from './error.js';
import type { Session } from './session.js';
import { describe, type Place, shown } from './url.js';

/**
 * What Node says of a connection that failed, in our words; its own text is never used, for it may quote the server.
 * Codes: Node 20 "Errors" and OpenSSL's verification results (x509_vfy.h). What no connection can cause is given back
 * as it is.
 */
export function connectionError(error: unknown, place: Place, session: Session): unknown {
  const code = codeOf(error);
  if (code === undefined || (error instanceof TypeError && !BAD_HEADER.test(code))) return error;
  const [kind, tell] = BY_CODE.get(code) ?? other(code);
  // The code alone: text and stack may quote what was sent or received.
  return new OpenStackError(kind, tell({ place, session, code }), { cause: { code } });
}

interface Facts {
  readonly place: Place;
  readonly session: Session;
  readonly code: string;
}

type Tell = (facts: Facts) => string;

/** Node's code; where that is the bare EPROTO, OpenSSL's reason in the same form, `ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE`. */
function codeOf(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return undefined;
  const reason = /:error:[0-9A-F]+:[^:]*:[^:]*:([\w ]+):/i.exec(String(message))?.[1];
  return code === 'EPROTO' && reason !== undefined
    ? `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`
    : code;
}

function other(code: string): readonly [OpenStackErrorKind, Tell] {
  if (code.startsWith('HPE_')) return ['bad-answer', notHttp];
  if (CLIENT_CERTIFICATE.test(code)) return ['tls', clientCertificate];
  if (PLAIN_HTTP.test(code)) return ['tls', plainHttp];
  if (/^ERR_(?:SSL|TLS|OSSL)_|^EPROTO$/.test(code)) return ['tls', noTls];
  if (BAD_HEADER.test(code)) return ['configuration', badHeader];
  return CERTIFICATE.test(code) ? ['tls', untrusted] : ['unreachable', lost];
}

const BAD_HEADER = /^ERR_INVALID_(?:CHAR|HTTP_TOKEN)$/;
/** Alerts by which a server says so; from TLS 1.3 on they come after the handshake. */
const CLIENT_CERTIFICATE =
  /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|HANDSHAKE_FAILURE)$/;
/** What OpenSSL makes of `HTTP/1.1 400`. */
const PLAIN_HTTP = /WRONG_VERSION_NUMBER$|PACKET_LENGTH_TOO_LONG$|HTTP_REQUEST$/;
const CERTIFICATE = /CERT|CRL|ISSUER|LEAF|CHAIN|INVALID_CA|INVALID_PURPOSE/;

const refused: Tell = ({ place }) =>
  `The connection was refused by ${describe(place)}. Start the service, or correct the URL.`;
const unresolved: Tell = ({ place }) =>
  `The host name of ${describe(place)} cannot be resolved. Correct it, or the name service of this host.`;
const noRoute: Tell = ({ place }) =>
  `There is no way through the network to ${describe(place)}. Check routes and firewalls.`;
const lost: Tell = ({ place, session, code }) =>
  `The connection to ${describe(place)} was lost before the answer was complete (${code}). Look into the logs of the service and of what stands in front of it.${place.url.protocol === 'https:' ? ` If it wants client certificates, set [${session.group}]certfile and keyfile.` : ''}`;
const notHttp: Tell = ({ place }) =>
  `${describe(place)} does not speak HTTP${place.url.protocol === 'http:' ? '; it may want https://' : ''}. Correct the URL.`;
const plainHttp: Tell = ({ place, code }) =>
  `${describe(place)} does not speak TLS (${code}). If it speaks plain HTTP, write http://${place.untold?.told(place.url.host) ?? place.url.host}.`;
const noTls: Tell = ({ place, code }) =>
  `No TLS connection could be made to ${describe(place)} (${code}). Compare the TLS versions and ciphers of both sides.`;
const badHeader: Tell = ({ place }) =>
  `A token or password that would be sent to ${describe(place)} holds a character that no HTTP header can. Correct the option.`;
const clientCertificate: Tell = ({ place, session }) =>
  `${describe(place)} wants a client certificate and did not get one that it accepts. Set [${session.group}]certfile and keyfile.`;
const expired: Tell = ({ place }) =>
  `The certificate of ${describe(place)} has expired. Renew it; Nova refuses it too.`;
const notYet: Tell = ({ place }) =>
  `The certificate of ${describe(place)} is not valid yet. Check the clocks of both hosts.`;
const wrongName: Tell = ({ place, session }) =>
  `The certificate of ${describe(place)} is valid, but not for the host name "${place.untold?.told(place.url.hostname) ?? place.url.hostname}". Use a name that it is made for, or set [${session.group}]insecure to do without.`;
const selfSigned: Tell = ({ place, session }) =>
  `The certificate of ${describe(place)} is self-signed and not trusted. Name it, or the authority it should be from, in [${session.group}]cafile (trusted now: ${session.tls.trusted}).`;
const untrusted: Tell = ({ place, session, code }) =>
  `The certificate of ${describe(place)} was signed by an authority that is not trusted (${code}). Name the authority's certificate in [${session.group}]cafile (trusted now: ${session.tls.trusted}).`;
const overdue: Tell = ({ place }) =>
  `${describe(place)} cannot be reached: connecting to ${shown(place)} took too long. Look whether a firewall drops the packets.`;

const BY_CODE: ReadonlyMap<string, readonly [OpenStackErrorKind, Tell]> = new Map<
  string,
  readonly [OpenStackErrorKind, Tell]
>([
  ['ECONNREFUSED', ['unreachable', refused]],
  ['ENOTFOUND', ['unreachable', unresolved]],
  ['EAI_AGAIN', ['unreachable', unresolved]],
  ['EHOSTUNREACH', ['unreachable', noRoute]],
  ['ENETUNREACH', ['unreachable', noRoute]],
  ['EADDRNOTAVAIL', ['unreachable', noRoute]],
  ['ETIMEDOUT', ['timeout', overdue]],
  ['CERT_HAS_EXPIRED', ['tls', expired]],
  ['CERT_NOT_YET_VALID', ['tls', notYet]],
  ['ERR_TLS_CERT_ALTNAME_INVALID', ['tls', wrongName]],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', ['tls', selfSigned]],
]);
