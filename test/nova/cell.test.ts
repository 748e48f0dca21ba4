import { expect, it } from 'vitest';
import { cellName } from '../../src/nova/cell.js';

it.each([
  ['cell1', 'cell1'],
  ['', 'c1'],
  [null, 'c1'],
])('cellName calls the cell %j %s', (name, called) => {
  expect(cellName({ name, uuid: 'c1' })).toBe(called);
});
