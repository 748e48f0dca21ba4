import { OpenStackError, type OpenStackErrorKind } from './error.js';
import type { HttpResponse } from './http.js';
import type { Session } from './session.js';
import { describe } from './url.js';

/** A JSON object, its members not looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it is a JSON object, and no list or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The JSON object of an answer, whatever the content type says, as python-requests has it.
 *
 * @throws OpenStackError for a status from 400 on, and of kind `bad-answer` for what is no JSON object
 */
export function jsonObject(response: HttpResponse, session: Session): JsonObject {
  refuseErrors(response, session);
  const value = parse(response.text);
  if (isObject(value)) return value;
  throw badAnswer(response, sort(response, value));
}

/** For an answer that is not what it should be; `problem` ends a sentence that begins with the service. */
export function badAnswer({ place, status }: HttpResponse, problem: string): OpenStackError {
  return new OpenStackError(
    'bad-answer',
    `${describe(place)} answered ${status} with ${problem}. Check that the URL is that of the API, and what stands in front of it.`,
  );
}

function refuseErrors(response: HttpResponse, session: Session): void {
  const { place, status } = response;
  if (status < 400) return;
  const [kind, advice] = BY_STATUS.get(status) ?? (status < 500 ? CLIENT_ERROR : SERVER_ERROR);
  throw new OpenStackError(
    kind,
    `${describe(place)} answered ${status}${quotation(response.text, session)}. ${advice}`,
  );
}

const CLIENT_ERROR = ['http-status', 'Check the options and the rights of the user.'] as const;
const SERVER_ERROR = ['http-status', 'Look into the logs of the service.'] as const;
const BY_STATUS: ReadonlyMap<number, readonly [OpenStackErrorKind, string]> = new Map([
  [401, ['unauthorized', 'Check user, password, domains and scope.']],
  [404, ['not-found', 'Check that the service runs there and that the URL is complete.']],
]);

/** What the service says itself, in the forms of Keystone, Placement and Cinder; not where it repeats a secret. */
function quotation(text: string, session: Session): string {
  const body = parse(text);
  const said = isObject(body) ? messageIn(body) : undefined;
  if (said === undefined || session.secrets.isIn(text) || session.secrets.isIn(said)) return '';
  const line = said.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
  const short = line.length > 200 ? `${line.slice(0, 200)}…` : line.replace(/\.$/, '');
  return short === '' ? '' : `, saying "${short}"`;
}

function messageIn(body: JsonObject): string | undefined {
  const errors: unknown = body['errors'];
  const candidates: unknown[] = [...Object.values(body), ...(Array.isArray(errors) ? errors : [])];
  return candidates
    .filter(isObject)
    .flatMap((error) => [error['message'], error['detail']])
    .find((said) => typeof said === 'string');
}

function sort({ status, text, headers }: HttpResponse, value: unknown): string {
  if (value !== undefined) return 'JSON that is not an object';
  if (text.trim() === '') return 'nothing';
  if (/^\s*</.test(text)) return 'HTML instead of JSON';
  if (status >= 300 && status < 400 && headers['location'] === undefined) {
    return 'a redirect that leads nowhere';
  }
  return /^\s*[{[]/.test(text) ? 'JSON that is cut off or broken' : 'something that is not JSON';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
