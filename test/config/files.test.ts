import {
  chmodSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ConfigSource } from '../../src/config/files.js';
import {
  findConfigFiles,
  findNamedFile,
  readConfigFile,
  searchDirectories,
} from '../../src/config/files.js';
import { ExpectedError } from '../../src/error.js';

let top = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'config-files-'));
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

function touch(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), '');
  }
}

/** The files found with the search directories `first` and `second`; paths relative to the temporary directory. */
function find(sources: readonly ConfigSource[] = [], program = 'nova-status'): string[] {
  const surroundings = { env: {}, home: join(top, 'home'), cwd: join(top, 'cwd') };
  const directories = [join(top, 'first'), join(top, 'second')];
  const found = findConfigFiles(sources, directories, surroundings, program);
  return found.map((file) => file.replace(`${top}/`, ''));
}

const file = (path: string): ConfigSource => ({ kind: 'file', path });
const dir = (path: string): ConfigSource => ({ kind: 'dir', path });

describe('searchDirectories', () => {
  it.each([
    [{}, []],
    [{ SNAP: '', SNAP_COMMON: '' }, []],
    [
      { SNAP: '/snap/nova/1', SNAP_COMMON: '/var/snap' },
      ['/var/snap/etc/nova', '/snap/nova/1/etc/nova'],
    ],
  ])('are the same four, and those of a snap: %j', (env, snaps) => {
    expect(searchDirectories({ env, home: '/home/op', cwd: '/x' })).toEqual([
      '/home/op/.nova',
      '/home/op',
      '/etc/nova',
      '/etc',
      ...snaps,
    ]);
  });
});

describe('findConfigFiles', () => {
  it('finds nothing where there is nothing', () => {
    expect(find()).toEqual([]);
  });

  it('takes each default from the first directory that has it, files before directories', () => {
    touch('first/nova-status.conf', 'second/nova-status.conf', 'second/nova.conf');
    touch('first/nova-status.conf.d/a.conf', 'second/nova.conf.d/b.conf', 'first/other.conf');
    expect(find()).toEqual([
      'second/nova.conf',
      'first/nova-status.conf',
      'second/nova.conf.d/b.conf',
      'first/nova-status.conf.d/a.conf',
    ]);
  });

  it("reads another program's own files", () => {
    touch('first/nova.conf', 'first/nova-status.conf', 'first/nova-compute.conf');
    touch('first/nova-status.conf.d/a.conf', 'second/nova-compute.conf.d/b.conf');
    expect(find([], 'nova-compute')).toEqual([
      'first/nova.conf',
      'first/nova-compute.conf',
      'second/nova-compute.conf.d/b.conf',
    ]);
  });

  it('sorts a directory and leaves out hidden files and other extensions', () => {
    touch(...['b.conf', 'a.conf', '10.conf', '9.conf', 'B.conf'].map((name) => `d/${name}`));
    touch('d/.hidden.conf', 'd/.conf', 'd/a.conf.bak', 'd/a.CONF', 'd/sub/c.conf');
    expect(find([dir(join(top, 'd'))])).toEqual([
      'd/10.conf',
      'd/9.conf',
      'd/B.conf',
      'd/a.conf',
      'd/b.conf',
    ]);
  });

  it.each([
    ['a file', [file('../x.conf')], ['first/nova.conf.d/a.conf', 'x.conf']],
    ['a directory', [dir('../d')], ['first/nova.conf', 'd/b.conf']],
    ['a file, then a directory', [file('../x.conf'), dir('../d')], ['x.conf', 'd/b.conf']],
    ['a directory, then a file', [dir('../d'), file('../x.conf')], ['d/b.conf', 'x.conf']],
  ])('given %s, drops the defaults of that kind and keeps the order', (_, sources, expected) => {
    touch('first/nova.conf', 'first/nova.conf.d/a.conf', 'd/b.conf', 'cwd/here');
    expect(find(sources)).toEqual(expected);
  });

  it.each([
    ['~/a.conf', 'home/a.conf'],
    ['~', 'home'],
    ['a.conf', 'cwd/a.conf'],
    ['./b/../a.conf', 'cwd/a.conf'],
    ['~other/a.conf', 'cwd/~other/a.conf'],
    ['b/~/a.conf', 'cwd/b/~/a.conf'],
  ])('reads the path %s as %s', (path, expected) => {
    expect(find([file(path)])).toEqual([expected]);
  });

  it('refuses a directory that is missing, and a file given as one', () => {
    touch('x.conf');
    expect(() => find([dir('../none')])).toThrow(
      new ExpectedError(
        `Cannot read the configuration directory ${top}/none: it does not exist; check the path.`,
      ),
    );
    expect(() => find([dir('../x.conf')])).toThrow(
      new ExpectedError(
        `Cannot read the configuration directory ${top}/x.conf: it is a file; name it with --config-file.`,
      ),
    );
  });

  it('passes over a search directory that it cannot look into', () => {
    touch('second/nova.conf', 'second/nova.conf.d/a.conf');
    symlinkSync('first', join(top, 'first'));
    expect(find()).toEqual(['second/nova.conf', 'second/nova.conf.d/a.conf']);
  });

  it('refuses a directory that it may not list', () => {
    touch('d/a.conf');
    asOrdinaryUser(() => {
      chmodSync(join(top, 'd'), 0);
      expect(() => find([dir('../d')])).toThrow(
        new ExpectedError(
          `Cannot read the configuration directory ${top}/d: permission denied; run this as a user who may read it, such as root or nova.`,
        ),
      );
    });
  });
});

describe('findNamedFile', () => {
  const named = (name: string, sources: readonly ConfigSource[] = []) => {
    const surroundings = { env: {}, home: join(top, 'home'), cwd: join(top, 'cwd') };
    const directories = [join(top, 'first'), join(top, 'second')];
    const found = findNamedFile(name, sources, directories, surroundings, 'nova-status');
    return found?.replace(`${top}/`, '');
  };

  it('finds nothing where there is nothing', () => {
    expect(named('policy.yaml', [dir('../d'), file('../f/x.conf')])).toBeUndefined();
  });

  // Each place is emptied after it was found, so that the next one comes to light.
  it('looks into the directories, then beside the files from the last on, then into the defaults', () => {
    const places = ['d1', 'd2', 'f3', 'f2', 'home', 'first', 'second'];
    touch(...places.map((place) => `${place}/policy.yaml`));
    const sources = ['../f1/a.conf', '../f2/b.conf', '~/c.conf', '../f3/c.conf'].map(file);
    sources.splice(1, 0, dir('../d1'));
    sources.push(dir('../d2'));
    const found = places.map(() => {
      const path = named('policy.yaml', sources);
      rmSync(join(top, path ?? ''));
      return path;
    });
    expect(found).toEqual(
      ['d1', 'd2', 'f3', 'home', 'f2', 'first', 'second'].map((place) => `${place}/policy.yaml`),
    );
  });

  it('takes a place that nobody may look into for one that has the file, save below the home directory', () => {
    touch('home/policy.yaml', 'first/closed/policy.yaml', 'second/closed/policy.yaml');
    asOrdinaryUser(() => {
      for (const place of ['home', 'first/closed']) chmodSync(join(top, place), 0);
      expect(named('closed/policy.yaml')).toBe('first/closed/policy.yaml');
      expect(named(join(top, 'first/closed/policy.yaml'))).toBe('first/closed/policy.yaml');
      expect(named(join(top, 'home/policy.yaml'))).toBeUndefined();
    });
  });

  it('looks beside the default files where none is given, not into default directories', () => {
    touch('second/nova.conf', 'first/nova-status.conf', 'first/nova.conf.d/policy.yaml');
    touch('second/nova.conf.d/policy.yaml', 'first/policy.json', 'second/policy.json');
    expect([named('policy.yaml'), named('policy.json')]).toEqual([undefined, 'first/policy.json']);
    rmSync(join(top, 'first/nova-status.conf'));
    expect(named('policy.json')).toBe('second/policy.json');
    expect(named('policy.json', [dir('../d')])).toBe('second/policy.json');
    expect(named('policy.json', [file('../f/x.conf')])).toBe('first/policy.json');
  });

  it.each([
    ['an absolute name as it is', () => join(top, 'x/policy.yaml'), 'x/policy.yaml'],
    ['an absolute name that does not exist', () => '/nonexistent/policy.yaml', undefined],
    ['a path', () => 'sub/policy.yaml', 'first/sub/policy.yaml'],
    ['a path upwards', () => '../x/policy.yaml', 'first/../x/policy.yaml'],
    ['no home directory in a name', () => '~/policy.yaml', undefined],
    ['a directory, as Nova does', () => 'sub', 'first/sub'],
    ['the first directory where the name is empty', () => '', 'first/'],
    ['no link that leads nowhere', () => 'dangling', 'second/dangling'],
  ])('takes %s', (_, name, expected) => {
    touch('x/policy.yaml', 'home/policy.yaml', 'first/sub/policy.yaml', 'second/dangling');
    symlinkSync('nowhere', join(top, 'first/dangling'));
    expect(named(name())).toBe(expected);
  });
});

describe('readConfigFile', () => {
  const read = (content: string | Uint8Array) => {
    writeFileSync(join(top, 'nova.conf'), content);
    return readConfigFile(join(top, 'nova.conf'));
  };

  it('keeps a byte order mark, for the parser to refuse', () => {
    expect(read('\ufeff[é]\r\n')).toBe('\ufeff[é]\r\n');
  });

  it.each([
    ['the first line', Buffer.from('# \xe9\n[DEFAULT]\n', 'latin1'), 1],
    ['a later line', Buffer.from('[DEFAULT]\n# a\nhost = \xe9\nx = 1\n', 'latin1'), 3],
    ['a last line without an end', Buffer.from('[DEFAULT]\n# \xe9', 'latin1'), 2],
    ['UTF-16', Buffer.from('\ufeff[DEFAULT]\n', 'utf16le'), 1],
  ])('refuses text that is not UTF-8: %s', (_, content, line) => {
    expect(() => read(content)).toThrow(
      new ExpectedError(
        `Cannot read ${top}/nova.conf:${line}: the line is not UTF-8. Convert the file to UTF-8; Nova refuses it too.`,
      ),
    );
  });

  it('refuses what is missing, a directory, or unreadable', () => {
    const message = (path: string) => {
      try {
        return readConfigFile(join(top, path));
      } catch (error) {
        expect(error).toBeInstanceOf(ExpectedError);
        return String(error).replaceAll(top, '');
      }
    };
    touch('secret.conf');
    symlinkSync('loop.conf', join(top, 'loop.conf'));
    expect(message('none.conf')).toBe(
      'ExpectedError: Cannot read the configuration file /none.conf: it does not exist; check the path.',
    );
    expect(message('.')).toBe(
      'ExpectedError: Cannot read the configuration file : it is a directory; name it with --config-dir.',
    );
    expect(message('loop.conf')).toMatch(/^ExpectedError: .* file \/loop.conf: ELOOP: .*\.$/);
    asOrdinaryUser(() => {
      chmodSync(join(top, 'secret.conf'), 0);
      expect(message('secret.conf')).toBe(
        'ExpectedError: Cannot read the configuration file /secret.conf: permission denied; run this as a user who may read it, such as root or nova.',
      );
    });
  });
});

const NOBODY = 65534;

/** Root may read everything, so that where the tests run as root the user is changed for a while. */
function asOrdinaryUser(act: () => void): void {
  if (process.geteuid?.() !== 0) {
    act();
    return;
  }
  const entries = readdirSync(top, { recursive: true, encoding: 'utf8' });
  for (const path of ['', ...entries]) lchownSync(join(top, path), NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    act();
  } finally {
    process.seteuid?.(0);
  }
}
