import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/check/check.js';
import { resourceDrawer } from '../../src/report/resource-lines.js';
import { createWrapper } from '../../src/report/wrap.js';

function drawn(findings: readonly Finding[], width: number, indent = 4): string[] {
  const draw = resourceDrawer(findings, createWrapper(width));
  return findings.flatMap((finding) => draw(finding, indent));
}

const web: Finding = {
  kind: 'instance',
  id: 'uuid-1',
  name: 'web',
  cell: 'cell1',
  host: 'compute-1',
  project: 'p-1',
  state: 'active',
};
const offloaded: Finding = {
  kind: 'instance',
  id: 'uuid-20',
  name: '日本',
  cell: 'cell1',
  host: null,
  project: 'p-22',
  state: null,
};

describe('resourceDrawer', () => {
  it('aligns what fits', () => {
    expect(drawn([web, offloaded], 61)).toStrictEqual([
      '    uuid-1   web   cell1  compute-1  active  project p-1',
      '    uuid-20  日本  cell1  no host            project p-22',
    ]);
  });

  it('stacks all where one of them does not', () => {
    const columns =
      4 + 'uuid-20  日本'.length + 2 + '  cell1  compute-1  active  project p-22'.length;
    expect(drawn([web, offloaded], columns)).toHaveLength(2);
    expect(drawn([web, offloaded], columns - 1)).toStrictEqual([
      '    uuid-1 web',
      '      cell1, compute-1, active, project p-1',
      '    uuid-20 日本',
      '      cell1, no host, project p-22',
    ]);
  });

  it('gives the project a line of its own where it has to', () => {
    const columns = 6 + 'cell1, compute-1, active, project p-1'.length;
    expect(drawn([web], columns)).toHaveLength(2);
    expect(drawn([web], columns - 1)).toStrictEqual([
      '    uuid-1 web',
      '      cell1, compute-1, active',
      '      project p-1',
    ]);
  });

  it.each<readonly [string, Finding, readonly string[]]>([
    ['the id alone', { kind: 'file', id: '/etc/nova' }, ['    /etc/nova']],
    ['null', { kind: 'cell', id: 'u', name: null, cell: null, host: null }, ['    u']],
    ['empty texts', { kind: 'host', id: 'u', name: '', state: '', project: '' }, ['    u']],
    ['an instance on no host', { kind: 'instance', id: 'u', host: null }, ['    u  no host']],
    ['an instance whose host is not told', { kind: 'instance', id: 'u' }, ['    u']],
    [
      'what steers terminals',
      { kind: 'host', id: 'u', name: '\u001B[2J', state: 'a\nb' },
      [String.raw`    u  \u{1b}[2J  a\u{a}b`],
    ],
  ])('shows %s', (_, finding, expected) => {
    expect(drawn([finding], 76)).toStrictEqual(expected);
  });

  it('stacks what has nothing but an id that is too long', () => {
    const wrapper = createWrapper(40);
    const finding: Finding = { kind: 'file', id: '/a'.repeat(30) };
    expect(resourceDrawer([finding], wrapper)(finding, 2)).toStrictEqual(['  [1]']);
    expect(wrapper.notes()).toStrictEqual(['/a'.repeat(30)]);
  });
});
