import { ExpectedError } from '../error.js';
import type { Check, CheckResult, Finding, Remediation } from './check.js';

/**
 * What a module exports by default, if it is a check whose id is `fileId`; otherwise an ExpectedError says everything
 * that is wrong with it.
 */
export function validCheck(value: unknown, fileId: string): Check {
  const faults = isRecord(value)
    ? checkFaults(value, fileId)
    : ['its default export is not a check'];
  if (faults.length > 0) throw new ExpectedError(`is not a check: ${faults.join('; ')}.`);
  return value as Check;
}

/**
 * What a check returned, if it is a result; otherwise an ExpectedError says everything that is wrong with it. It is
 * copied, and of findings and remediation nothing but their own fields: what else they hold may not fit into a report.
 */
export function validResult(value: unknown): CheckResult {
  const copy = isRecord(value) ? copied(value) : value;
  const faults = isRecord(copy) ? resultFaults(copy) : ['it is not an object'];
  if (faults.length > 0) throw new ExpectedError(`returned no result: ${faults.join('; ')}.`);
  const result = copy as CheckResult;
  if (result.status === 'not-applicable') {
    return { status: result.status, details: result.details };
  }
  const { findings, remediation } = result;
  return {
    ...result,
    ...(findings === undefined ? {} : { findings: findings.map(copiedFinding) }),
    ...(remediation === undefined ? {} : { remediation: remediation.map(copiedRemediation) }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads each field once: what answers otherwise the next time must not be judged by its first answer. */
function copied({ status, details, counts, findings, findingsTotal, remediation }: Fields): Fields {
  const fields = {
    status,
    details,
    counts: copiedCounts(counts),
    findings,
    findingsTotal,
    remediation,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
}

function copiedCounts(counts: unknown): unknown {
  if (!isRecord(counts)) return counts;
  return Object.fromEntries(
    Object.entries(counts).map(([name, count]) => [name, isRecord(count) ? { ...count } : count]),
  );
}

function checkFaults(check: Fields, fileId: string): string[] {
  const texts = ['id', 'title', 'docs', 'why', 'fix'].filter((name) => !isText(check[name]));
  return [
    ...texts.map((name) => `${name} must be a text`),
    ...(isText(check['id']) && check['id'] !== fileId
      ? [`its id is "${check['id']}" and its file's name is "${fileId}"`]
      : []),
    ...(KEBAB_CASE.test(fileId)
      ? []
      : ['its name must be in lower case, with dashes between words']),
    ...(isText(check['docs']) && !isUrl(check['docs']) ? ['docs must be a URL'] : []),
    ...['since', 'until']
      .filter((name) => check[name] !== undefined && !isMajor(check[name]))
      .map((name) => `${name} must be a major version of Nova, like "23"`),
    ...(check['asks'] === undefined || isText(check['asks']) ? [] : ['asks must be a text']),
    ...(check['results'] === undefined || isResults(check['results'])
      ? []
      : ['results must be texts by status']),
    ...(check['links'] === undefined || isList(check['links'], isUrl)
      ? []
      : ['links must be a list of URLs']),
    ...(isRecord(check['reads'])
      ? readsFaults(check['reads'])
      : ['reads must name tables and columns']),
    ...(typeof check['run'] === 'function' ? [] : ['run must be a function']),
  ];
}

/** What `reads` may name: by database, and as lists. */
const DATABASES: readonly string[] = ['api', 'cell'];
const LISTS: readonly string[] = ['options', 'endpoints'];

function isMajor(value: unknown): boolean {
  return isText(value) && /^\d+$/.test(value);
}

function isResults(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([status, text]) => (STATUSES.has(status) || status === 'unknown') && isText(text),
    )
  );
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isUrl(value: unknown): boolean {
  return isText(value) && URL.canParse(value);
}

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function readsFaults(reads: Fields): string[] {
  const { optional } = reads;
  return [
    ...columnFaults(reads, 'reads', ['optional', ...LISTS]),
    ...(optional === undefined || isRecord(optional)
      ? columnFaults(optional ?? {}, 'reads.optional', [])
      : ['reads.optional must name tables and columns']),
    ...LISTS.filter((name) => reads[name] !== undefined && !isList(reads[name], isText)).map(
      (name) => `reads.${name} must be a list of texts`,
    ),
  ];
}

/** What is wrong with columns by table and database; `others` are fields that are not looked at here. */
function columnFaults(reads: Fields, where: string, others: readonly string[]): string[] {
  const isColumns = (value: unknown) =>
    value === undefined ||
    (isRecord(value) && Object.values(value).every((names) => isList(names, isText)));
  const known = [...DATABASES, ...others];
  return [
    ...Object.keys(reads)
      .filter((name) => !known.includes(name))
      .map((name) => `${where}.${name} is none of ${known.join(', ')}`),
    ...DATABASES.filter((name) => !isColumns(reads[name])).map(
      (name) => `${where}.${name} must be lists of columns by table`,
    ),
  ];
}

const STATUSES: ReadonlySet<unknown> = new Set(['success', 'warning', 'failure', 'not-applicable']);

function resultFaults(result: Fields): string[] {
  const { status, details, counts, findings, findingsTotal, remediation } = result;
  return [
    ...(STATUSES.has(status) ? [] : [`its status is ${JSON.stringify(status) ?? String(status)}`]),
    ...(details === undefined || typeof details === 'string' ? [] : ['details must be a text']),
    ...(status === 'not-applicable' && !isText(details) ? ['details must say why not'] : []),
    ...(counts === undefined || isCounts(counts, 1)
      ? []
      : ['counts must be whole numbers by name']),
    ...(findings === undefined || (Array.isArray(findings) && findings.every(isFinding))
      ? []
      : ['findings must be a list of objects with kind and id']),
    ...(findingsTotal === undefined || isCount(findingsTotal)
      ? []
      : ['findingsTotal must be a whole number']),
    ...(isCount(findingsTotal) && Array.isArray(findings) && findingsTotal < findings.length
      ? [`findingsTotal is ${findingsTotal}, but there are ${findings.length} findings`]
      : []),
    ...(remediation === undefined ||
    (Array.isArray(remediation) && remediation.every(isRemediation))
      ? []
      : ['remediation must be a list of { argv, why }']),
  ];
}

function isCounts(value: unknown, deeper: number): boolean {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (entry) => isCount(entry) || (deeper > 0 && isCounts(entry, deeper - 1)),
    )
  );
}

const KINDS: ReadonlySet<unknown> = new Set([
  'instance',
  'host',
  'service',
  'cell',
  'file',
  'other',
]);
const FINDING_TEXTS = [
  'name',
  'cell',
  'host',
  'project',
  'state',
  'reason',
  'message',
] as const satisfies readonly (keyof Finding)[];

function isFinding(value: unknown): boolean {
  return (
    isRecord(value) &&
    KINDS.has(value['kind']) &&
    isText(value['id']) &&
    FINDING_TEXTS.every(
      (name) =>
        value[name] === undefined || value[name] === null || typeof value[name] === 'string',
    )
  );
}

function copiedFinding(finding: Finding): Finding {
  const texts = FINDING_TEXTS.map((name) => [name, finding[name]] as const);
  return {
    kind: finding.kind,
    id: finding.id,
    ...Object.fromEntries(texts.filter(([, text]) => text !== undefined)),
  };
}

function copiedRemediation({ argv, why }: Remediation): Remediation {
  return { argv: [...argv], why };
}

function isRemediation(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['why']) &&
    Array.isArray(value['argv']) &&
    value['argv'].length > 0 &&
    value['argv'].every((word) => typeof word === 'string')
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
