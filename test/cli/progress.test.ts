import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import cellsV2 from '../../checks/cells-v2.js';
import type { Host, Output } from '../../src/cli/host.js';
import type { ProgressMode } from '../../src/cli/check-options.js';
import { createProgress } from '../../src/cli/progress.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const BARS = '\r\u001B[J1 s';
const JSON_LINE = '{"event":"check-started","ms":0,"check":"cells-v2"}\n';

it.each<readonly [ProgressMode, isTerminal: boolean, Host['env'], string | undefined]>([
  ['auto', true, {}, BARS],
  ['auto', true, { TERM: 'xterm' }, BARS],
  ['auto', true, { TERM: 'dumb' }, undefined],
  ['auto', false, { TERM: 'xterm' }, undefined],
  ['json', true, {}, JSON_LINE],
  ['json', false, { TERM: 'dumb' }, JSON_LINE],
  ['none', true, {}, undefined],
  ['none', false, {}, undefined],
])('--progress %s, on a terminal: %s, %j', (mode, isTerminal, env, first) => {
  const texts: string[] = [];
  const stderr: Output = {
    write: (text) => texts.push(text),
    isTerminal,
    columns: isTerminal ? 80 : undefined,
    rows: undefined,
  };
  const progress = createProgress(mode, stderr, env);
  progress.checkStarted(cellsV2);
  vi.advanceTimersByTime(700);
  expect(texts[0]).toBe(first);
  progress.end();
  expect(vi.getTimerCount()).toBe(0);
});
