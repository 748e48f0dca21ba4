import { describe, expect, it } from 'vitest';
import type { ComputeNode } from '../../src/nova/compute-nodes.js';
import type { ComputeService } from '../../src/nova/compute-services.js';
import { hostsOf } from '../../src/nova/hosts.js';
import { unsetReason, unsetReasons } from '../../src/nova/unset-reasons.js';

const NOW = new Date('2026-01-31T12:00:00Z');

function node(host: string | null, name = host, hypervisorType = 'QEMU'): ComputeNode {
  return { host, hypervisorHostname: name, hypervisorType };
}

function service(host: string, columns: Partial<ComputeService> = {}): ComputeService {
  return { host, version: 74, forcedDown: false, lastSeen: NOW, ...columns };
}

const ACTIVE = { vmState: 'active', isNull: false };
const longAgo = new Date('2026-01-30T12:00:00Z');

describe('unsetReason', () => {
  const hosts = hostsOf(
    [
      node('up'),
      node('old'),
      node('down'),
      node('short', 'short.example'),
      node('renamed', 'renamed.example'),
      node('renamed'),
      node('no-service'),
    ],
    [
      service('up'),
      service('old', { version: 53, lastSeen: longAgo }),
      service('oldest', { version: 0 }),
      service('first', { version: 54 }),
      service('down', { lastSeen: longAgo }),
      service('forced', { forcedDown: true }),
      service('short'),
      service('renamed'),
      service('no-node'),
    ],
    NOW,
  );

  it.each([
    // The value says most, wherever the instance is.
    ['null-value', { ...ACTIVE, isNull: true, host: 'old' }],
    ['null-value', { vmState: 'shelved_offloaded', isNull: true, host: null }],
    ['shelved-offloaded', { ...ACTIVE, vmState: 'shelved_offloaded', host: null }],
    ['shelved-offloaded', { ...ACTIVE, vmState: 'shelved_offloaded', host: '' }],
    // While it is being unshelved it has a host.
    ['not-recorded', { ...ACTIVE, vmState: 'shelved_offloaded', host: 'up' }],
    ['no-host', { ...ACTIVE, vmState: 'error', host: null }],
    ['no-host', { ...ACTIVE, vmState: null, host: '' }],
    // Down as well, but a restart would not help.
    ['compute-older-than-wallaby', { ...ACTIVE, host: 'old' }],
    ['compute-older-than-wallaby', { ...ACTIVE, host: 'oldest' }],
    ['not-recorded', { ...ACTIVE, host: 'first' }],
    ['compute-down', { ...ACTIVE, host: 'down' }],
    ['compute-down', { ...ACTIVE, host: 'forced' }],
    ['compute-down', { ...ACTIVE, host: 'no-service' }],
    ['compute-down', { ...ACTIVE, host: 'nobody-knows' }],
    // Names are names to the letter.
    ['compute-down', { ...ACTIVE, host: 'UP' }],
    ['host-name-differs', { ...ACTIVE, host: 'short', node: 'short.example' }],
    ['host-name-differs', { ...ACTIVE, host: 'short', node: null }],
    // Of several nodes the instance's own counts.
    ['not-recorded', { ...ACTIVE, host: 'renamed', node: 'renamed' }],
    ['host-name-differs', { ...ACTIVE, host: 'renamed', node: 'renamed.example' }],
    ['host-name-differs', { ...ACTIVE, host: 'renamed', node: null }],
    ['not-recorded', { ...ACTIVE, host: 'up' }],
    ['not-recorded', { ...ACTIVE, host: 'no-node' }],
  ])('is %s for %j', (expected, { isNull, ...instance }) => {
    expect(unsetReason(hosts, { node: null, ...instance }, isNull)).toBe(expected);
  });

  it('has a text for every reason, as part of a sentence', () => {
    const odd = Object.values(unsetReasons).filter((text) => !/^[a-z].*[^.]$/s.test(text));
    expect(odd).toEqual([]);
  });
});
