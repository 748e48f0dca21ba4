import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type ComputeService, computeServices, isUp } from '../../src/nova/compute-services.js';
import { collected } from '../../src/nova/pages.js';
import { ENGINES } from '../support/databases.js';
import { makeDeployment } from '../support/deployment.js';
import { serviceRow } from '../support/rows.js';
import { readCell } from './reading.js';

const SEEN = '2026-01-31 23:59:59';
const SEEN_DATE = new Date('2026-01-31T23:59:59Z');

describe.each(ENGINES)('computeServices on %s', (engine) => {
  // Where the local time is not UTC.
  beforeAll(() => {
    vi.stubEnv('TZ', 'Asia/Kolkata');
    expect(new Date(0).getTimezoneOffset()).toBe(-330);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it('reads the live nova-computes by id, their times as UTC', async () => {
    const service = (id: number, columns: object) =>
      serviceRow({ id, host: `host${id}`, last_seen_up: SEEN, created_at: SEEN, ...columns });
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: {
        cell1: {
          services: [
            service(9, { forced_down: 1 }),
            service(2, { binary: 'nova-conductor' }),
            service(3, { deleted: 3 }),
            service(4, { version: null, forced_down: null }),
            // It never reported: then Nova looks at when it was made.
            service(5, { last_seen_up: null, created_at: '2026-01-30 00:00:00' }),
            service(6, { last_seen_up: null, created_at: null }),
            service(7, { disabled: 1, version: 0, host: null }),
          ],
        },
      },
    });
    onTestFinished(() => deployment.drop());
    const up = { host: 'host9', version: 74, forcedDown: false, lastSeen: SEEN_DATE };
    expect(await collected(computeServices(await readCell(deployment)))).toEqual([
      { ...up, host: 'host4', version: 0 },
      { ...up, host: 'host5', lastSeen: new Date('2026-01-30T00:00:00Z') },
      { ...up, host: 'host6', lastSeen: null },
      { ...up, host: null, version: 0 },
      { ...up, forcedDown: true },
    ]);
  });

  it('reads a time with microseconds, as SQLAlchemy writes it to SQLite', async () => {
    const deployment = await makeDeployment(engine, {
      cells: 1,
      rows: { cell1: { services: [serviceRow({ host: 'a', last_seen_up: `${SEEN}.250000` })] } },
    });
    onTestFinished(() => deployment.drop());
    const [service] = await collected(computeServices(await readCell(deployment)));
    // A DATETIME column of MariaDB cuts the fraction off.
    const milliseconds = engine === 'sqlite' ? 250 : 0;
    expect(service?.lastSeen).toEqual(new Date(SEEN_DATE.getTime() + milliseconds));
  });
});

describe('isUp', () => {
  const service = (columns: Partial<ComputeService> = {}): ComputeService => ({
    host: 'a',
    version: 74,
    forcedDown: false,
    lastSeen: SEEN_DATE,
    ...columns,
  });
  const after = (milliseconds: number) => new Date(SEEN_DATE.getTime() + milliseconds);

  it.each([
    ['seen now', service(), after(0), true],
    ['seen 60 s ago', service(), after(60_000), true],
    ['seen a little longer ago', service(), after(60_001), false],
    // Its clock goes fast, or ours slow: Nova takes the difference either way.
    ['seen 60 s ahead', service(), after(-60_000), true],
    ['seen further ahead', service(), after(-60_001), false],
    ['forced down', service({ forcedDown: true }), after(0), false],
    ['never seen', service({ lastSeen: null }), after(0), false],
  ])('judges one that was %s', (_, judged, now, up) => {
    expect(isUp(judged, now)).toBe(up);
  });
});
