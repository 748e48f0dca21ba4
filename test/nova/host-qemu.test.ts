import { expect, onTestFinished, test } from 'vitest';
import { hostQemus } from '../../src/nova/host-qemu.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { computeNodeRow } from '../support/rows.js';
import { readCell } from './reading.js';

/** Host, node, type and version of each compute node. */
const NODES = [
  ['a', 'a', 'QEMU', 8_002_002],
  ['b', 'b', 'kvm', 4_002_001],
  ['same', 'one', 'QEMU', 8_002_002],
  ['same', 'two', 'QEMU', 8_002_002],
  ['differs', 'one', 'QEMU', 8_002_002],
  ['differs', 'two', 'QEMU', 10_000_000],
  ['silent', 'silent', 'QEMU', 0],
  ['odd', 'odd', 'unheard-of', 8_002_002],
  ['metal', 'n-1', 'ironic', 1],
  ['lxc', 'lxc', 'LXC', 6_001_000],
  ['mixed', 'one', 'QEMU', 8_002_002],
  ['mixed', 'n-2', 'ironic', 1],
  ['gone', 'gone', 'QEMU', 2_000_000, 7],
] as const;

const CASES = [
  ['a', 'a', '8.2.2'],
  ['A', 'a', 'unknown'],
  ['a', 'was renamed', '8.2.2'],
  ['b', 'b', '4.2.1'],
  ['same', null, '8.2.2'],
  ['differs', 'two', '10.0.0'],
  ['differs', null, 'unknown'],
  ['silent', 'silent', 'unknown'],
  ['odd', 'odd', 'unknown'],
  ['metal', 'n-1', 'other'],
  ['metal', 'n-9', 'other'],
  ['lxc', 'lxc', 'other'],
  ['mixed', 'n-2', 'other'],
  ['mixed', 'one', '8.2.2'],
  ['gone', 'gone', 'unknown'],
  ['never there', null, 'unknown'],
  [null, null, 'no-host'],
  ['', null, 'no-host'],
] as const;

test.each(ENGINES)('what is known of the QEMU of an instance, on %s', async (engine) => {
  const compute_nodes = NODES.map(([host, name, type, version, deleted = 0]) =>
    computeNodeRow({
      host,
      hypervisor_hostname: name,
      hypervisor_type: type,
      hypervisor_version: version,
      deleted,
    }),
  );
  const deployment = await makeDeployment(engine, { cells: 1, rows: { cell1: { compute_nodes } } });
  onTestFinished(() => deployment.drop());
  const { versions, kinds, isKnown, of } = await hostQemus(await readCell(deployment));
  const text = (qemu: ReturnType<typeof of>) =>
    qemu.kind === 'version' ? qemu.version.join('.') : qemu.kind;
  expect(versions).toEqual([
    [4, 2, 1],
    [8, 2, 2],
    [10, 0, 0],
  ]);
  expect(CASES.map(([host, node]) => [host, node, text(of({ host, node }))])).toEqual(CASES);
  // Instances are grouped by what this gives: equal answers are the same value.
  const given = new Set(CASES.map(([host, node]) => of({ host, node })));
  expect([...given].map(text).sort()).toEqual([
    '10.0.0',
    '4.2.1',
    '8.2.2',
    'no-host',
    'other',
    'unknown',
  ]);
  expect(kinds.map(text)).toEqual(expect.arrayContaining([...given].map(text)));
  expect(['a', 'A', 'silent', 'gone', 'never there'].filter(isKnown)).toEqual(['a', 'silent']);
});

test.each([
  ['hosts that all tell their version', [['a', 'a', 'QEMU']], ['8.2.2', 'no-host']],
  [
    'nodes of a host that differ',
    [
      ['a', 'a', 'QEMU'],
      ['a', 'b', 'ironic'],
    ],
    ['8.2.2', 'other', 'unknown', 'no-host'],
  ],
  [
    'no host at present that could run it on QEMU',
    [
      ['a', 'a', 'ironic'],
      ['b', 'b', 'LXC'],
    ],
    ['other', 'no-host'],
  ],
  ['no compute node at all', [], ['no-host']],
] as const)('what may be known of an instance with %s', async (_, nodes, expected) => {
  const compute_nodes = nodes.map(([host, name, type]) =>
    computeNodeRow({
      host,
      hypervisor_hostname: name,
      hypervisor_type: type,
      hypervisor_version: 8_002_002,
    }),
  );
  const rows = { cell1: { compute_nodes } };
  const deployment = await makeDeployment('sqlite', { cells: 1, rows });
  onTestFinished(() => deployment.drop());
  const { kinds, of } = await hostQemus(await readCell(deployment));
  const names = kinds.map((qemu) => (qemu.kind === 'version' ? qemu.version.join('.') : qemu.kind));
  expect(names).toEqual(expected);
  expect(of({ host: null, node: null }).kind).toBe(expected.at(-1));
});
