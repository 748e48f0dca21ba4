import { describe, expect, it, test } from 'vitest';
import { judgeUpdate } from '../../../src/nova/machine-types/judge-update.js';

/** The exit code, and the rule that decided. */
function judged(current: string | null, wanted: string): [code: number, rule?: string] {
  const judgement = judgeUpdate(current, wanted, false);
  return judgement.allowed ? [0] : [judgement.code, judgement.objection.rule];
}

describe('as Nova 26.2.2 answered', () => {
  test.each<[current: string | null, wanted: string, code: number]>([
    [null, 'pc', 0],
    [null, 'q35', 0],
    [null, 'virt', 0],
    [null, 's390-ccw-virtio', 0],
    [null, 'pc-1.2', 0],
    [null, 'pc-i440fx-6.2', 0],
    [null, 'pc-q35-7.0', 0],
    [null, 'virt-6.2', 0],
    [null, 's390-ccw-virtio-6.2', 0],
    [null, 'pc-i440fx-rhel7.6.0', 0],
    [null, 'pc-q35-rhel8.5.0', 0],
    [null, 'pc-q35-10.0', 0],
    [null, 'pc-q35', 5],
    [null, 'pcx', 5],
    [null, 'q350', 5],
    [null, 'microvm', 5],
    [null, 'PC', 5],
    [null, 'Q35', 5],
    [null, ' q35', 5],
    [null, 'q35 ', 5],
    [null, '', 5],
    [null, 'pc-q35-71', 5],
    [null, 'pc-i440fx-rhel7.6', 5],
    [null, 'xenpv', 5],
    [null, 'x'.repeat(300), 5],
    ['', 'q35', 0],
    ['pc', 'q35', 4],
    ['q35', 'pc', 4],
    ['pc', 'pc', 0],
    ['odd', 'odd', 0],
    ['pc', 'pc-i440fx-6.2', 4],
    ['pc-i440fx-6.2', 'pc', 4],
    ['pc-i440fx-6.2', 'pc-i440fx-7.0', 0],
    ['pc-i440fx-7.0', 'pc-i440fx-6.2', 4],
    ['pc-q35-6.2', 'pc-q35-6.2', 0],
    ['pc-q35-9.0', 'pc-q35-10.0', 0],
    ['pc-q35-10.0', 'pc-q35-9.0', 4],
    ['pc-q35-6.2', 'pc-i440fx-7.0', 4],
    ['pc-q35-rhel8.5.0', 'pc-q35-rhel8.6.0', 0],
    ['pc-q35-rhel8.6.0', 'pc-q35-rhel8.5.0', 4],
    ['pc-q35-rhel8.5.0', 'pc-q35-7.0', 4],
    ['pc-q35-7.0', 'pc-q35-rhel8.5.0', 4],
    ['pc-1.2', 'pc-1.3', 0],
    ['virt', 'virt-6.2', 4],
    ['pc-q35-2.11.1', 'pc-q35-2.11.2', 0],
    ['pc-q35-6.2', 'pc-q35-6.2.1', 0],
    ['pc-q35-6.2.1', 'pc-q35-6.2', 4],
    ['s390-ccw-virtio', 's390-ccw-virtio-6.2', 4],
    ['s390-ccw-virtio-6.2', 's390-ccw-virtio', 4],
  ])('%j to %j: %i', (current, wanted, code) => {
    expect(judged(current, wanted)[0]).toBe(code);
  });
});

describe('where Nova is wrong', () => {
  test.each<[current: string | null, wanted: string, nova: number, ours: [number, string?]]>([
    // A13: names that are real are supported, and what merely begins like one is not.
    [null, 'pseries', 5, [0]],
    [null, 'pseries-8.2', 5, [0]],
    [null, 'pc-q35-rhel10.0.0', 5, [0]],
    [null, 'virt-rhel9.6.0', 5, [0]],
    [null, 's390-ccw-virtio-rhel9.6.0', 5, [0]],
    [null, 'pseries-rhel7.6.0', 5, [0]],
    [null, 'pc-q35-noble', 5, [0]],
    [null, 'pc-i440fx-jammy-hpb', 5, [0]],
    [null, 'pc-q35-7.0-foo', 0, [5, 'unsupported']],
    [null, 'pc-q35-7x1', 0, [5, 'unsupported']],
    [null, 'q35\n', 0, [5, 'unsupported']],
    // A14: nothing is known of the recorded type.
    ['pc-q35-7.0-foo', 'pc-q35-6.2', 0, [4, 'current-unknown']],
    ['odd-type-1.0', 'pc-q35-7.0', 0, [4, 'current-unknown']],
    ['odd', 'q35', 0, [4, 'current-unknown']],
    [' ', 'q35', 0, [4, 'current-unknown']],
    ['microvm', 'q35', 0, [4, 'current-unknown']],
    ['pc-i440fx-jammy', 'pc-q35-8.2', 0, [4, 'family']],
    ['pc-i440fx-jammy', 'pc-i440fx-8.2', 0, [4, 'vendor']],
    // A15: Nova ends in an IndexError.
    ['pc-q35-6.2', 'pc-q35-7.0-foo', 1, [5, 'unsupported']],
    ['pc-q35-7.0', 'pc-q35-6.2-foo', 1, [5, 'unsupported']],
    ['odd-type-1.0', 'q35', 1, [4, 'current-unknown']],
    ['pseries-6.2', 'pc', 1, [4, 'family']],
    // A16: two numbers and three.
    ['pc-q35-4.0.1', 'pc-q35-8.2', 4, [0]],
    ['pc-q35-2.11.1', 'pc-q35-2.12', 4, [0]],
    ['pc-q35-6.2', 'pc-q35-2.11.1', 0, [4, 'older']],
    ['pc-q35-7.2.1', 'pc-q35-8.0', 4, [0]],
    // One family by the table, two patterns of Nova's.
    ['pc-1.2', 'pc-i440fx-6.2', 4, [0]],
    ['pc-i440fx-6.2', 'pc-1.2', 4, [4, 'older']],
    ['pc-q35-rhel9.6.0', 'pc-q35-rhel10.0.0', 5, [0]],
    ['pc-q35-jammy', 'pc-q35-noble', 5, [0]],
    ['pc-q35-noble', 'pc-q35-jammy', 5, [4, 'older']],
    ['pc-q35-jammy-hpb', 'pc-q35-noble', 5, [4, 'variant']],
    ['pseries', 'pseries-8.2', 5, [4, 'alias']],
  ])('%j to %j, where it answers %i', (current, wanted, _nova, ours) => {
    expect(judged(current, wanted)).toEqual(ours);
  });
});

it('gives the line that Nova prints, and why', () => {
  expect(judgeUpdate('pc', 'pc-q35-7x', false)).toEqual({
    allowed: false,
    code: 5,
    message: 'Machine type pc-q35-7x is not supported.',
    objection: {
      code: 5,
      rule: 'unsupported',
      text: '"pc-q35-7x" is not the name of a machine type',
    },
  });
  expect(judgeUpdate('pc', 'q35', false)).toEqual({
    allowed: false,
    code: 4,
    message: 'Cannot update machine type pc to q35.',
    objection: {
      code: 4,
      rule: 'family',
      text: 'pc is of the family pc-i440fx, q35 of pc-q35',
    },
  });
});

describe('--force tells all that it goes over', () => {
  it.each<[current: string | null, wanted: string, rules: string[]]>([
    ['pc', 'q35', ['family']],
    ['pc-i440fx-7.0', 'pc-q35-6.2', ['family']],
    ['pc-i440fx-7.0', 'q35', ['family', 'alias']],
    ['pc-q35-noble-v2', 'pc-q35-jammy-hpb', ['variant', 'older']],
    ['pc', 'bogus', ['unsupported']],
    ['odd', 'bogus', ['unsupported', 'current-unknown']],
    ['q35', '', ['unsupported']],
    [null, 'q35', []],
    ['odd', 'odd', []],
  ])('%j to %j: %j', (current, wanted, rules) => {
    const judgement = judgeUpdate(current, wanted, true);
    expect(judgement.allowed && judgement.overridden.map(({ rule }) => rule)).toEqual(rules);
  });
});
