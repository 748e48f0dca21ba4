import { expect, test } from 'vitest';
import { inventoryText, makeInventoryReport } from '../../src/report/inventory.js';

test.each([
  ['pc', 'pc'],
  ['pc ', '"pc "'],
  [' pc', '" pc"'],
  ['pc\n', String.raw`"pc\n"`],
  ['', '(empty)'],
  [null, '(unset)'],
])('%j is shown as %s', (machineType, shown) => {
  const entry = {
    machineType,
    qemu: null,
    life: { state: 'unset' },
    cell: null,
    host: null,
    project: null,
    instances: 1,
    byCell: {},
  } as const;
  const report = makeInventoryReport({
    by: 'type',
    judgedBy: 'hosts',
    building: 0,
    entries: [entry],
    unanswered: [],
  });
  const [, line = ''] = inventoryText(report).split('\n');
  expect(line.slice(0, line.indexOf('  '))).toBe(shown);
});
