import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { jsonReport } from '../../src/report/json.js';
import { everyStatus, outcome, reportOf } from './reports.js';

/** As who installs the package finds it. */
const published = readFileSync(
  createRequire(import.meta.url).resolve('nova-preflight/report.schema.json'),
  'utf8',
);

/** The schema lets unknown fields pass, for later versions. */
const open = compiled(true);
/** Here they are faults as well, so that nothing is in a report that is not described. */
const closed = compiled(false);

function compiled(unknownFields: boolean): ValidateFunction {
  const schema = JSON.parse(published, (key, value: unknown) =>
    key === 'additionalProperties' && value === true ? unknownFields : value,
  ) as AnySchemaObject;
  return new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);
}

function faults(document: unknown, validate = closed): string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

/** The report of every status, with one place changed. */
function changed(path: Path, change: (parent: Json, name: string) => void): unknown {
  const document = JSON.parse(jsonReport(full)) as unknown;
  let parent = document as Json;
  for (const name of path.slice(0, -1)) parent = parent[name] as Json;
  change(parent, String(path.at(-1)));
  return document;
}

const full = reportOf(everyStatus, {
  skipped: [{ check: { id: 'old-check', title: 'Old check' }, reason: 'on request' }],
});

describe('report.schema.json', () => {
  it.each([
    ['every status', full],
    ['no check', reportOf([])],
    ['nothing but success', reportOf([outcome()])],
    ['no configuration file', reportOf([outcome({ status: 'unknown' })], { configFiles: [] })],
  ])('describes the whole report: %s', (_, report) => {
    expect(faults(JSON.parse(jsonReport(report)))).toStrictEqual([]);
  });

  const objects: readonly Path[] = [
    [],
    ['tool'],
    ['summary'],
    ['skipped', 0],
    ['checks', 1],
    ['checks', 1, 'findings', 0],
    ['checks', 1, 'cells', 0],
    ['checks', 1, 'remediation', 0],
  ];

  it.each(objects.map((path) => [path.join('/'), path] as const))(
    'lets later versions add fields, but knows those of this one: /%s',
    (name, path) => {
      const document = changed([...path, 'new'], (parent) => {
        parent['new'] = 1;
      });
      expect(faults(document, open)).toStrictEqual([]);
      expect(faults(document)).toStrictEqual([
        `${name === '' ? '' : `/${name}`} must NOT have additional properties`,
      ]);
    },
  );

  const optional = new Set(['name', 'cell', 'host', 'project', 'state', 'reason', 'message']);
  const fields = objects.flatMap((path) => {
    let object: unknown = JSON.parse(jsonReport(full));
    for (const name of path) object = (object as Json)[name];
    return Object.keys(object as Json).map((name) => path.concat(name));
  });

  it.each(fields.map((path) => [path.join('/'), path] as const))(
    'holds for /%s: there, and of its type',
    (name, path) => {
      const isOptional = name.includes('findings/') && optional.has(String(path.at(-1)));
      const without = changed(path, (parent, field) => {
        delete parent[field];
      });
      const other = changed(path, (parent, field) => {
        parent[field] = 0.5;
      });
      expect(faults(without)).toHaveLength(isOptional ? 0 : 1);
      expect(faults(other)).not.toStrictEqual([]);
    },
  );

  it.each<readonly [Path, unknown]>([
    [['result'], 64],
    [['result'], 3],
    [['verdict'], 'not-applicable'],
    [['checks', 0, 'status'], 'ok'],
    [['checks', 0, 'counts'], { deep: { deeper: { deepest: 1 } } }],
    [['checks', 0, 'counts'], { unset: -1 }],
    [['checks', 1, 'findings', 0, 'kind'], 'guest'],
    [['checks', 1, 'remediation', 0, 'argv'], []],
    [['startedAt'], '2026-01-31 03:04:05'],
  ])('refuses at %j: %j', (path, value) => {
    const document = changed(path, (parent, field) => {
      parent[field] = value;
    });
    expect(faults(document)).not.toStrictEqual([]);
  });

  it('says in words what every field means', () => {
    const schema = JSON.parse(published) as Json;
    const definitions = schema['$defs'] as Record<string, Json>;
    const silent: string[] = [];
    const look = (node: unknown, at: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [name, field] of Object.entries(((node as Json)['properties'] ?? {}) as Json)) {
        const { description, $ref } = field as { description?: string; $ref?: string };
        const told = description ?? definitions[$ref?.split('/').at(-1) ?? '']?.['description'];
        if (typeof told !== 'string' || !told.endsWith('.')) silent.push(`${at}/${name}`);
      }
      for (const [name, child] of Object.entries(node)) look(child, `${at}/${name}`);
    };
    look(schema, '');
    expect(silent).toStrictEqual([]);
  });
});
