import { describe, expect, test } from 'vitest';
import { validCheck, validResult } from '../../src/check/validate.js';
import { ExpectedError } from '../../src/error.js';

const run = () => ({ status: 'success' });

const CHECK = {
  id: 'own-check-2',
  title: 'Own check',
  docs: 'https://example.org/own',
  why: 'Because.',
  fix: 'Do.',
  reads: { api: { host_mappings: ['id'] }, cell: {} },
  run,
};

class WithMethod {
  readonly id = 'own-check-2';
  readonly title = 'Own';
  readonly docs = 'file:///opt/own.html';
  readonly why = 'Because.';
  readonly fix = 'Do.';
  readonly since = '23';
  readonly reads = {};
  run() {
    return { status: 'success' };
  }
}

describe('a check', () => {
  test.each([
    { what: 'an object', value: CHECK },
    {
      what: 'one with a release, and reads that are left out',
      value: { ...CHECK, reads: {}, since: '23', until: '30' },
    },
    { what: 'an instance of a class', value: new WithMethod() },
  ])('$what is given back as it is', ({ value }) => {
    expect(validCheck(value, 'own-check-2')).toBe(value);
  });

  test.each([undefined, null, 'check', 7, run, [], [CHECK]])('%j is none', (value) => {
    expect(() => validCheck(value, 'own-check-2')).toThrow(
      new ExpectedError('is not a check: its default export is not a check.'),
    );
  });

  test.each([
    [{ id: 7 }, 'id must be a text'],
    [{ id: 'other' }, 'its id is "other" and its file\'s name is "own-check-2"'],
    [{ title: ' ' }, 'title must be a text'],
    [{ docs: '/docs' }, 'docs must be a URL'],
    [{ docs: undefined }, 'docs must be a text'],
    [{ why: '' }, 'why must be a text'],
    [{ fix: [] }, 'fix must be a text'],
    [{ since: 23 }, 'since must be a major version of Nova, like "23"'],
    [{ until: '25.0' }, 'until must be a major version of Nova, like "23"'],
    [{ asks: '' }, 'asks must be a text'],
    [{ results: { good: 'x' } }, 'results must be texts by status'],
    [{ results: { success: 1 } }, 'results must be texts by status'],
    [{ links: ['bugs'] }, 'links must be a list of URLs'],
    [{ reads: { options: 'x' } }, 'reads.options must be a list of texts'],
    [{ reads: { endpoints: [1] } }, 'reads.endpoints must be a list of texts'],
    [{ run: 'run' }, 'run must be a function'],
    [{ reads: undefined }, 'reads must name tables and columns'],
    [{ reads: { cells: {} } }, 'reads.cells is none of api, cell, optional, options, endpoints'],
    [{ reads: { optional: [] } }, 'reads.optional must name tables and columns'],
    [{ reads: { optional: { cells: {} } } }, 'reads.optional.cells is none of api, cell'],
    [
      { reads: { optional: { api: { a: 'id' } } } },
      'reads.optional.api must be lists of columns by table',
    ],
    [{ reads: { api: [] } }, 'reads.api must be lists of columns by table'],
    [{ reads: { cell: { instances: 'id' } } }, 'reads.cell must be lists of columns by table'],
    [{ reads: { cell: { instances: [1] } } }, 'reads.cell must be lists of columns by table'],
  ])('with %j: %s', (fields, fault) => {
    expect(() => validCheck({ ...CHECK, ...fields }, 'own-check-2')).toThrow(
      new ExpectedError(`is not a check: ${fault}.`),
    );
  });

  test.each(['Own', 'own_check', '2-', 'own--check', 'ówn'])('its file is called %s', (id) => {
    expect(() => validCheck({ ...CHECK, id }, id)).toThrow(
      new ExpectedError(
        'is not a check: its name must be in lower case, with dashes between words.',
      ),
    );
  });

  test('everything that is wrong is told at once', () => {
    expect(() => validCheck({ id: 'x', reads: null }, 'own')).toThrow(
      new ExpectedError(
        'is not a check: title must be a text; docs must be a text; why must be a text; fix must be a text; its id is "x" and its file\'s name is "own"; reads must name tables and columns; run must be a function.',
      ),
    );
  });
});

const FINDING = { kind: 'host', id: 'a', name: null, reason: 'old' };

describe('a result', () => {
  test.each([
    { status: 'success' },
    { status: 'warning', details: '' },
    {
      status: 'failure',
      details: 'one\ntwo',
      counts: { hosts: 2, byCell: { a: 0, b: 2 }, none: {} },
      findings: [FINDING],
      findingsTotal: 2,
      remediation: [{ argv: ['true', ''], why: 'Because.' }],
    },
    { status: 'not-applicable', details: 'No hosts.' },
  ])('%j is one', (result) => {
    expect(validResult(result)).toEqual(result);
  });

  test('it is a copy, and what does not belong to a finding or remedy is left out', () => {
    const loop: Record<string, unknown> = { kind: 'host', id: 'a', host: 'h', name: undefined };
    loop['self'] = loop;
    const result = {
      status: 'warning',
      findings: [loop],
      remediation: [{ argv: ['a'], why: 'b', more: 1n }],
    };
    const copy = validResult(result);
    loop['host'] = 'changed';
    result.remediation[0]?.argv.push('changed');
    expect(copy).toStrictEqual({
      status: 'warning',
      findings: [{ kind: 'host', id: 'a', host: 'h' }],
      remediation: [{ argv: ['a'], why: 'b' }],
    });
  });

  test('that nothing applies comes without anything else', () => {
    const result = { status: 'not-applicable', details: 'No hosts.', counts: { hosts: 0 } };
    expect(validResult(result)).toStrictEqual({ status: 'not-applicable', details: 'No hosts.' });
  });

  test.each([undefined, null, true, 'success', [], run])('%j is none', (value) => {
    expect(() => validResult(value)).toThrow(
      new ExpectedError('returned no result: it is not an object.'),
    );
  });

  test.each([
    [{ status: 'ok' }, 'its status is "ok"'],
    [{ status: undefined }, 'its status is undefined'],
    [{ status: 'unknown' }, 'its status is "unknown"'],
    [{ status: 'toString' }, 'its status is "toString"'],
    [{ status: 'not-applicable' }, 'details must say why not'],
    [{ status: 'not-applicable', details: ' ' }, 'details must say why not'],
    [{ details: ['text'] }, 'details must be a text'],
    [{ details: null }, 'details must be a text'],
    [{ counts: [1] }, 'counts must be whole numbers by name'],
    [{ counts: { a: '1' } }, 'counts must be whole numbers by name'],
    [{ counts: { a: NaN } }, 'counts must be whole numbers by name'],
    [{ counts: { a: 1.5 } }, 'counts must be whole numbers by name'],
    [{ counts: { a: -1 } }, 'counts must be whole numbers by name'],
    [{ counts: { a: { b: { c: 1 } } } }, 'counts must be whole numbers by name'],
    [{ findings: {} }, 'findings must be a list of objects with kind and id'],
    [{ findings: [null] }, 'findings must be a list of objects with kind and id'],
    [{ findings: [{ id: 'a' }] }, 'findings must be a list of objects with kind and id'],
    [
      { findings: [{ kind: 'vm', id: 'a' }] },
      'findings must be a list of objects with kind and id',
    ],
    [{ findings: [{ ...FINDING, id: '' }] }, 'findings must be a list of objects with kind and id'],
    [
      { findings: [{ ...FINDING, host: 1 }] },
      'findings must be a list of objects with kind and id',
    ],
    [{ findingsTotal: '1' }, 'findingsTotal must be a whole number'],
    [{ findingsTotal: Infinity }, 'findingsTotal must be a whole number'],
    [
      { findings: [FINDING, FINDING], findingsTotal: 1 },
      'findingsTotal is 1, but there are 2 findings',
    ],
    [{ remediation: ['reboot'] }, 'remediation must be a list of { argv, why }'],
    [{ remediation: [{ argv: 'ls', why: 'a' }] }, 'remediation must be a list of { argv, why }'],
    [{ remediation: [{ argv: [], why: 'a' }] }, 'remediation must be a list of { argv, why }'],
    [{ remediation: [{ argv: ['ls'] }] }, 'remediation must be a list of { argv, why }'],
  ])('with %j: %s', (fields, fault) => {
    expect(() => validResult({ status: 'success', ...fields })).toThrow(
      new ExpectedError(`returned no result: ${fault}.`),
    );
  });

  test('what answers otherwise the next time is judged and reported by one answer', () => {
    let asked = 0;
    const result = validResult({
      get status() {
        asked += 1;
        return asked === 1 ? 'warning' : 'nonsense';
      },
      counts: Object.assign(Object.create({ toJSON: () => 'nonsense' }) as object, { a: 1 }),
    });
    expect(JSON.parse(JSON.stringify(result))).toEqual({ status: 'warning', counts: { a: 1 } });
  });

  test('everything that is wrong is told at once', () => {
    expect(() => validResult({ status: 1, details: 1 })).toThrow(
      new ExpectedError('returned no result: its status is 1; details must be a text.'),
    );
  });
});
