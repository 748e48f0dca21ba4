import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtInChecks } from '../../checks/index.js';
import { type ExitCode, resultCode, type Status, verdict } from '../../src/check/outcome.js';
import { selectChecks } from '../../src/check/select.js';
import { goldenConfigurations, loadGoldenConfiguration } from '../support/golden-configuration.js';
import { type OpenStackServer, startOpenStack } from '../support/openstack-server.js';
import { release } from '../support/release.js';
import { runAll } from '../support/run-all.js';

/** Where we differ from real Nova. */
interface Deviation {
  readonly why: string;
  /** What is not a success. */
  readonly answers: Readonly<Record<string, Status>>;
  readonly exit: ExitCode;
}

const UNKNOWN_PLACEMENT: Deviation = {
  why: 'Nova ends in an exception; here only Placement is unknown',
  answers: { 'placement-api': 'unknown' },
  exit: 255,
};

/** Whatever is not here has to be as Nova answered. */
const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  'service-user-invalid': {
    why: 'Nova ends in an exception; the option is part of what it takes to ask Cinder, too',
    answers: { 'cinder-api': 'warning', 'service-user-token': 'unknown' },
    exit: 255,
  },
  'svc-placement-down': UNKNOWN_PLACEMENT,
  'svc-placement-500': UNKNOWN_PLACEMENT,
  'svc-placement-html': UNKNOWN_PLACEMENT,
};

const STATUS = { Success: 'success', Warning: 'warning', Failure: 'failure' } as const;
const ZED = release('zed');
const CHECKS = selectChecks(builtInChecks, { only: [], skip: [] }, ZED, 'nova-status').run;

let server: OpenStackServer;
beforeAll(async () => {
  server = await startOpenStack();
});
afterAll(async () => server.close());

test('every deviation is of a golden case', () => {
  const names = [...goldenConfigurations().keys()];
  expect(names).toEqual(expect.arrayContaining(Object.keys(DEVIATIONS)));
  expect(names).toHaveLength(24);
});

const named = [...goldenConfigurations()].map(([name, golden]) => {
  const why = DEVIATIONS[name]?.why;
  return { golden, name, title: `${golden.what}${why === undefined ? '' : ` (${why})`}` };
});

test.each(named)('$name: $title', async ({ golden, name }) => {
  const configFile = await loadGoldenConfiguration(golden, server);
  const outcomes = await runAll(configFile, { checks: CHECKS, target: ZED });
  const deviation = DEVIATIONS[name];
  const expected = CHECKS.map(({ id }): [string, Status | null | undefined] => {
    const answer = golden.expected.checks[id];
    if (deviation !== undefined) return [id, deviation.answers[id] ?? 'success'];
    return [id, answer && STATUS[answer]];
  });
  expect({
    ...Object.fromEntries(outcomes.map(({ check, status }) => [check.id, status])),
    exit: resultCode(verdict(outcomes)),
  }).toEqual({
    ...Object.fromEntries(expected),
    exit: deviation?.exit ?? golden.expected.exit,
  });
});
