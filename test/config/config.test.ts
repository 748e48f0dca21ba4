import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config/config.js';
import { ExpectedError } from '../../src/error.js';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'config-'));
  mkdirSync(join(home, '.nova'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

/** The configuration of a home directory whose .nova/nova.conf has this text. */
function load(text: string, env: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(home, '.nova/nova.conf'), text);
  return loadConfig({ sources: [], env, home, cwd: home, directories: [join(home, '.nova')] });
}

describe('loadConfig', () => {
  it('reads the default files under the home directory, then what was asked for', () => {
    writeFileSync(join(home, '.nova/nova.conf'), '[a]\nx=1\n');
    mkdirSync(join(home, 'nova.conf.d'));
    writeFileSync(join(home, 'nova.conf.d/1.conf'), '[a]\nx=2\ny=2\nz=2\n');
    mkdirSync(join(home, 'extra'));
    writeFileSync(join(home, 'extra/1.conf'), '[a]\ny=3\n');
    const config = loadConfig({
      sources: [
        { kind: 'file', path: '~/nova.conf.d/1.conf' },
        { kind: 'dir', path: 'extra' },
      ],
      env: { OS_A__Z: '4' },
      home,
      cwd: home,
    });
    expect(config.files).toEqual([`${home}/nova.conf.d/1.conf`, `${home}/extra/1.conf`]);
    expect(['x', 'y', 'z'].map((name) => config.text('a', name))).toEqual([
      { value: '2', origin: `${home}/nova.conf.d/1.conf:2` },
      { value: '3', origin: `${home}/extra/1.conf:2` },
      { value: '4', origin: 'environment OS_A__Z' },
    ]);
  });

  it('finds files where the options of the command line lead', () => {
    for (const place of ['extra', 'beside', '.nova']) {
      mkdirSync(join(home, place), { recursive: true });
      writeFileSync(join(home, place, `${place}.yaml`), '');
      writeFileSync(join(home, place, 'all.yaml'), '');
    }
    writeFileSync(join(home, 'beside/nova.conf'), '');
    const config = loadConfig({
      sources: [
        { kind: 'file', path: '~/beside/nova.conf' },
        { kind: 'dir', path: 'extra' },
      ],
      env: {},
      home,
      cwd: home,
    });
    const names = ['all.yaml', 'beside.yaml', '.nova.yaml', 'none.yaml'];
    expect(names.map((name) => config.findFile(name))).toEqual([
      `${home}/extra/all.yaml`,
      `${home}/beside/beside.yaml`,
      `${home}/.nova/.nova.yaml`,
      undefined,
    ]);
  });

  it('searches the home directory unless told where to', () => {
    writeFileSync(join(home, '.nova/nova.conf'), '[a]\nx=1\n');
    const { files } = loadConfig({ sources: [], env: {}, home, cwd: '/' });
    expect(files[0]).toBe(`${home}/.nova/nova.conf`);
  });

  it('finds nothing set where no file is searched', () => {
    writeFileSync(join(home, '.nova/nova.conf'), '[a]\nx=1\n');
    const config = loadConfig({ sources: [], env: {}, home, cwd: home, directories: [] });
    expect([config.files, config.text('a', 'x'), config.list('a', 'x')]).toEqual([
      [],
      undefined,
      undefined,
    ]);
  });

  it('stops at once on a file with an error, and on one that was asked for and is missing', () => {
    expect(() => load('[a]\nx\n')).toThrow(`${home}/.nova/nova.conf:2: there is no "="`);
    const sources = [{ kind: 'file', path: 'none.conf' }] as const;
    expect(() => loadConfig({ sources, env: {}, home, cwd: home })).toThrow(`${home}/none.conf`);
  });
});

describe('text', () => {
  it('replaces references and keeps the origin of the option itself', () => {
    const config = load('[database]\nconnection = mysql://$user:pa$$word@h\nuser = nova\n');
    expect(config.text('database', 'connection')).toEqual({
      value: 'mysql://nova:pa$word@h',
      origin: `${home}/.nova/nova.conf:2`,
    });
  });

  it('leaves the other options readable where one has a bad reference', () => {
    const config = load('[a]\nx = p$s\ny = 1\n');
    expect(() => config.text('a', 'x')).toThrow(ExpectedError);
    expect(config.text('a', 'y')?.value).toBe('1');
  });

  it('finds former names', () => {
    const deprecated = [['DEFAULT', 'sql_connection']] as const;
    const config = load('[DEFAULT]\nsql_connection = a,b\n');
    const origin = `${home}/.nova/nova.conf:2`;
    expect(config.text('database', 'connection', { deprecated })).toEqual({ value: 'a,b', origin });
    expect(config.list('database', 'connection', { deprecated })).toEqual({
      value: ['a', 'b'],
      origin,
    });
  });
});

describe('boolean', () => {
  it.each([
    ...['true', '1', 'on', 'yes', 'True', 'YES', '"on"'].map((value) => [value, true] as const),
    ...['false', '0', 'off', 'no', 'FALSE', 'Off', '$zero'].map((value) => [value, false] as const),
  ])('%s is %s', (value, expected) => {
    const config = load(`[a]\nx = ${value}\nzero = 0\n`);
    expect(config.boolean('a', 'x', !expected)).toEqual({
      value: expected,
      origin: `${home}/.nova/nova.conf:2`,
    });
  });

  it.each([true, false])('is the default %s where it is not set', (value) => {
    expect(load('[a]\n').boolean('a', 'x', value)).toEqual({ value, origin: 'default' });
  });

  it.each([
    ['', '""'],
    ['t', '"t"'],
    ['2', '"2"'],
    ['" true"', '" true"'],
    ['true # why', '"true # why"'],
    ['$password', '"$password"'],
  ])('refuses %j, quoting what is written', (value, quoted) => {
    const config = load(`[a]\nx = ${value}\npassword = s3cret\n`);
    expect(() => config.boolean('a', 'x', true)).toThrow(
      new ExpectedError(
        `[a]x is ${quoted} (${home}/.nova/nova.conf:2), which is neither true nor false. Set it to one of true, 1, on, yes, false, 0, off, no.`,
      ),
    );
  });

  it('does not trim the environment', () => {
    expect(() => load('', { OS_A__X: 'true ' }).boolean('a', 'x', true)).toThrow(
      '[a]x is "true " (environment OS_A__X)',
    );
  });
});

describe('list', () => {
  it.each([
    ['a', ['a']],
    ['a, b\u00a0,c', ['a', 'b', 'c']],
    [',a,,b,,', ['', 'a', '', 'b']],
    ['', []],
    [',', []],
    ['a\n  b', ['a\nb']],
    ['"a","b"', ['a"', '"b']],
    ['$two,c', ['a', 'b', 'c']],
  ])('divides %j', (value, expected) => {
    const config = load(`[a]\nx = ${value}\ntwo = a,b\n`);
    expect(config.list('a', 'x')?.value).toEqual(expected);
  });

  it('drops blanks and commas at the end of the environment', () => {
    expect(load('', { OS_A__X: ' a, ' }).list('a', 'x')?.value).toEqual(['a']);
  });
});

describe('int and float', () => {
  it.each([
    ['3', 3, 3],
    [' +1_000 ', 1000, 1000],
    ['-0', -0, -0],
    ['$three', 3, 3],
    ['0.5', undefined, 0.5],
    ['.5e1', undefined, 5],
    ['5.', undefined, 5],
    ['-Infinity', undefined, -Infinity],
    ['inf', undefined, Infinity],
    ['NaN', undefined, Number.NaN],
    ['0x10', undefined, undefined],
    ['1__0', undefined, undefined],
    ['1,5', undefined, undefined],
    ['30s', undefined, undefined],
    ['.', undefined, undefined],
  ])('%j is %s and %s', (value, int, float) => {
    const config = load(`[a]\nx = ${value}\nthree = 3\n`);
    const origin = `${home}/.nova/nova.conf:2`;
    const refusal = (what: string) =>
      `[a]x is ${JSON.stringify(value.trim())} (${origin}), which is not ${what}. Set it to one, such as`;
    if (int === undefined) expect(() => config.int('a', 'x')).toThrow(refusal('a whole number'));
    else expect(config.int('a', 'x')).toEqual({ value: int, origin });
    if (float === undefined) expect(() => config.float('a', 'x')).toThrow(refusal('a number'));
    else expect(config.float('a', 'x')).toEqual({ value: float, origin });
  });

  it.each(['', '[a]\nx =\n'])('%j is not set', (text) => {
    const config = load(text);
    expect([config.int('a', 'x'), config.float('a', 'x')]).toEqual([undefined, undefined]);
  });
});
