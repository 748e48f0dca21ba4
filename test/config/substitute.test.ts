import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { substitute } from '../../src/config/substitute.js';

const mark = (name: string, position: number) => `<${name} ${position}>`;

describe('substitute', () => {
  // Each expectation was compared with oslo.config's own substitution.
  it.each([
    ['$host', '<host 1>'],
    ['${host}x', '<host 1>x'],
    ['a$group.name@b', 'a<group.name 2>@b'],
    ['${group.name}', '<group.name 1>'],
    ['$host.', '<host. 1>'],
    ['$my-ip', '<my 1>-ip'],
    ['$_x9$HOST', '<_x9 1><HOST 5>'],
    ['pa$$word', 'pa$word'],
    ['$$host', '$host'],
    ['$$$host', '$<host 3>'],
    ['pa\\$word', 'pa$word'],
    ['\\\\$host', '\\$host'],
    ['\\$$host', '$<host 3>'],
    ['$\\$host', '$<host 3>'],
    ['p$1 p$ p$éa', 'p$1 p$ p$éa'],
    ['${host ${ host} ${} ${1}', '${host ${ host} ${} ${1}'],
    ['C:\\dir', 'C:\\dir'],
  ])('%s becomes %s', (value, expected) => {
    expect(substitute(value, mark)).toBe(expected);
  });

  it('inserts what it is given as it is', () => {
    expect(substitute('$a', () => '$& $$ $b \\$')).toBe('$& $$ $b \\$');
  });

  it('gives back any text whose dollar signs were doubled', () => {
    const plain = fc.string().filter((text) => !text.includes('\\'));
    fc.assert(
      fc.property(plain, (text) => {
        expect(
          substitute(
            text.replaceAll('$', () => '$$'),
            mark,
          ),
        ).toBe(text);
      }),
    );
  });
});
