import { describe, expect, test } from 'vitest';
import { isRecordedByRestart, type Remedy, remedyOf } from '../../../src/nova/impact/restart.js';
import type { UnsetReason } from '../../../src/nova/unset-reasons.js';

describe('remedyOf', () => {
  test.each<[UnsetReason, boolean, number, Remedy]>([
    ['not-recorded', false, 31, 'restart'],
    ['compute-down', false, 31, 'start'],
    // Up to 33.x a start finds no instance where the names differ, also on a host that is down now.
    ['host-name-differs', true, 33, 'hard-reboot'],
    ['compute-down', true, 33, 'hard-reboot'],
    ['host-name-differs', true, 34, 'restart'],
    ['compute-down', true, 34, 'start'],
    // A NULL is tried again up to 24.x.
    ['null-value', false, 24, 'restart'],
    ['null-value', true, 24, 'hard-reboot'],
    ['null-value', false, 25, 'update'],
    ['shelved-offloaded', false, 34, 'update'],
    ['no-host', false, 34, 'update'],
    ['compute-older-than-wallaby', false, 22, 'upgrade'],
  ])('%s, names differ: %s, release %d: %s', (reason, nameDiffers, release, remedy) => {
    expect(remedyOf({ reason, nameDiffers, release })).toBe(remedy);
  });
});

test('isRecordedByRestart', () => {
  const remedies: Remedy[] = ['restart', 'start', 'upgrade', 'hard-reboot', 'update'];
  expect(remedies.filter(isRecordedByRestart)).toEqual(['restart', 'start']);
});
