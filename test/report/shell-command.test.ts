import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellCommand } from '../../src/report/shell-command.js';

describe('shellCommand', () => {
  it.each([
    [
      ['nova-manage', 'cell_v2', 'discover_hosts', '--verbose'],
      'nova-manage cell_v2 discover_hosts --verbose',
    ],
    [['update', '<uuid>', '<machine-type>'], 'update <uuid> <machine-type>'],
    [['a', '<uuid>; reboot'], "a '<uuid>; reboot'"],
    [['ls', '/a b', ''], "ls '/a b' ''"],
    [['echo', "it's", '$HOME', '*', '~'], String.raw`echo 'it'\''s' '$HOME' '*' '~'`],
    [['x', '--config-file=/etc/nova/nova.conf'], 'x --config-file=/etc/nova/nova.conf'],
  ])('%j is %s', (argv, command) => {
    expect(shellCommand(argv)).toBe(command);
  });

  it('is what a shell reads as these arguments', () => {
    const word = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const argv = words.filter((text) => !/^<[\w-]+>$/.test(text));
        const script = `printf '%s\\0' ${shellCommand(['begin', ...argv])}`;
        const read = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
        expect(read).toBe(['begin', ...argv, ''].join('\0'));
      }),
      { numRuns: 30 },
    );
  });
});
