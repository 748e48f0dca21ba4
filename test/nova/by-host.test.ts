import { expect, it } from 'vitest';
import { byHost } from '../../src/nova/by-host.js';

it('orders by host whatever the case of its name, then by id, and what is on no host first', () => {
  const records = [
    { id: 1, host: 'compute-2' },
    { id: 2, host: 'Compute-1' },
    { id: 9, host: null },
    { id: 4, host: 'compute-1' },
    { id: 3, host: '' },
    { id: 5, host: 'Compute-2' },
  ];
  expect(records.toSorted(byHost).map(({ id }) => id)).toEqual([3, 9, 2, 4, 1, 5]);
});
