import { expect, it } from 'vitest';
import { painter } from '../../src/report/paint.js';

it('paints where there are colours, whatever stdout is, and else leaves text as it is', () => {
  expect(painter(true)('green', 'fine')).toBe('\u001B[32mfine\u001B[39m');
  expect(painter(true)(['red', 'bold'], 'not')).toBe('\u001B[31m\u001B[1mnot\u001B[22m\u001B[39m');
  expect(painter(false)(['red', 'bold'], 'not')).toBe('not');
});
