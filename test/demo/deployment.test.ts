import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'libsql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeDemo } from '../../src/demo/deployment.js';
import { ExpectedError } from '../../src/error.js';

const now = new Date('2026-11-22T10:00:00Z');
const files = [
  'nova.conf',
  'nova_api.db',
  'nova_cell0.db',
  'nova_cell1.db',
  'nova_cell2.db',
  'nova_cell3.db',
];

let base: string;

beforeEach(() => {
  base = temporaryDirectory();
});

afterEach(() => {
  rmSync(base, { recursive: true, force: true });
});

describe('the deployment', () => {
  let parent: string;
  let demo: string;
  beforeAll(async () => {
    parent = temporaryDirectory();
    demo = join(parent, 'a', 'demo');
    expect(await makeDemo(demo, now)).toEqual({
      directory: demo,
      configFile: join(demo, 'nova.conf'),
      instances: 298,
      cells: 3,
    });
  });
  afterAll(() => {
    rmSync(parent, { recursive: true, force: true });
  });

  test('consists of nova.conf and five sound databases', () => {
    expect(readdirSync(demo)).toEqual(files);
    for (const name of files.slice(1)) {
      expect(rows(join(demo, name), 'PRAGMA integrity_check')).toEqual([['ok']]);
      expect(rows(join(demo, name), 'PRAGMA foreign_key_check')).toEqual([]);
    }
  });

  test('has the revisions of 2025.1', () => {
    const revisions = files
      .slice(1)
      .map((name) => rows(join(demo, name), 'SELECT version_num FROM alembic_version')[0]);
    const cell = ['2903cd72dc14'];
    expect(revisions).toEqual([['cdeec0c85668'], cell, cell, cell, cell]);
  });

  test('names its databases in nova.conf and in the mappings, cell3 by a template', () => {
    const conf = readFileSync(join(demo, 'nova.conf'), 'utf8');
    const options = conf.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(options).toEqual([
      '[DEFAULT]',
      'transport_url = rabbit://nova:demo@rabbit.cloud.example.net:5672/',
      '[api_database]',
      `connection = sqlite:///${demo}/nova_api.db`,
      '[database]',
      `connection = sqlite:///${demo}/nova_cell0.db`,
    ]);
    const mappings = 'SELECT name, database_connection, disabled FROM cell_mappings ORDER BY id';
    expect(rows(join(demo, 'nova_api.db'), mappings)).toEqual([
      ['cell0', `sqlite:///${demo}/nova_cell0.db`, 0],
      ['cell1', `sqlite:///${demo}/nova_cell1.db`, 0],
      ['cell2', `sqlite:///${demo}/nova_cell2.db`, 0],
      ['cell3', `{scheme}:///${demo}/nova_cell3.db`, 0],
    ]);
  });

  test('maps every instance and every compute host to the cell that has it', () => {
    const api = join(demo, 'nova_api.db');
    for (const [index, number] of [0, 1, 2, 3].entries()) {
      const cell = join(demo, `nova_cell${number}.db`);
      expect(
        rows(
          api,
          `SELECT instance_uuid, project_id FROM instance_mappings WHERE cell_id = ${index + 1} ORDER BY 1`,
        ),
      ).toEqual(rows(cell, 'SELECT uuid, project_id FROM instances ORDER BY 1'));
      expect(
        rows(api, `SELECT host FROM host_mappings WHERE cell_id = ${index + 1} ORDER BY 1`),
      ).toEqual(rows(cell, 'SELECT DISTINCT host FROM compute_nodes ORDER BY 1'));
    }
  });

  test('has live instances in every vm_state, and soft-deleted rows', () => {
    expect(
      inAllCells(demo, 'SELECT vm_state, count(*) FROM instances GROUP BY 1, deleted > 0'),
    ).toEqual({
      active: 211,
      building: 3,
      deleted: 15,
      error: 11,
      paused: 3,
      rescued: 3,
      resized: 3,
      shelved: 4,
      shelved_offloaded: 14,
      'soft-delete': 4,
      stopped: 38,
      suspended: 4,
    });
    expect(
      inAllCells(demo, "SELECT 'rows', count(*) FROM instances WHERE deleted = id AND deleted_at"),
    ).toEqual({ rows: 15 });
  });

  test('gives the instances about 25 rows of system metadata, deleted with them', () => {
    const perInstance = `SELECT count(*) FROM instance_system_metadata GROUP BY instance_uuid`;
    for (const number of [1, 2, 3]) {
      const cell = join(demo, `nova_cell${number}.db`);
      const counts = rows(cell, perInstance).map(([count]) => Number(count));
      expect(counts.length).toBe(Number(rows(cell, 'SELECT count(*) FROM instances')[0]?.[0]));
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      expect(Math.abs(mean - 25)).toBeLessThan(1.5);
      expect(
        rows(
          cell,
          'SELECT 1 FROM instances i JOIN instance_system_metadata m ON m.instance_uuid = i.uuid WHERE m.deleted <> i.deleted',
        ),
      ).toEqual([]);
    }
  });

  test('has these instances without a machine type, and no others', () => {
    const query = `
      SELECT i.display_name, i.vm_state, i.host
      FROM instances i
      WHERE i.deleted = 0 AND i.vm_state <> 'building' AND NOT EXISTS (
        SELECT 1 FROM instance_system_metadata m
        WHERE m.instance_uuid = i.uuid AND m."key" = 'image_hw_machine_type' AND m.value IS NOT NULL
      ) ORDER BY i.id`;
    expect(rows(join(demo, 'nova_cell1.db'), query)).toEqual([
      ['archive-01', 'shelved_offloaded', null],
      ['archive-02', 'shelved_offloaded', null],
      ['sap-qa-01', 'shelved_offloaded', null],
      ['gpu-01', 'active', 'compute-1-06'],
      ['gpu-02', 'active', 'compute-1-06'],
      ['gpu-03', 'stopped', 'compute-1-06'],
    ]);
    expect(rows(join(demo, 'nova_cell2.db'), query)).toEqual([
      ['training-01', 'shelved_offloaded', null],
      ['training-02', 'shelved_offloaded', null],
      ['ledger-01', 'stopped', 'compute-2-04'],
      ['ledger-02', 'stopped', 'compute-2-04'],
      ['ledger-03', 'stopped', 'compute-2-04'],
      ['reports-01', 'error', 'compute-2-04'],
      ['batch-17', 'error', null],
      ['metal-01', 'active', 'ironic-1'],
      ['metal-02', 'active', 'ironic-1'],
      ['metal-03', 'active', 'ironic-1'],
      ['metal-04', 'stopped', 'ironic-1'],
    ]);
    expect(rows(join(demo, 'nova_cell3.db'), query)).toEqual([
      ['dns-01', 'active', 'compute-3-02'],
      ['dns-02', 'active', 'compute-3-02'],
      ['ldap-01', 'active', 'compute-3-02'],
      ['ldap-02', 'active', 'compute-3-02'],
      ['mail-01', 'active', 'compute-3-02'],
      ['ppc-build-01', 'active', 'power-3-01'],
    ]);
  });

  test('says NULL about one of them, and nothing about building ones', () => {
    const query = `SELECT i.display_name FROM instances i JOIN instance_system_metadata m
      ON m.instance_uuid = i.uuid AND m."key" = 'image_hw_machine_type' AND m.value IS NULL`;
    expect(rows(join(demo, 'nova_cell3.db'), query)).toEqual([['ppc-build-01']]);
    const unrecorded = `SELECT vm_state, count(*) FROM instances i WHERE vm_state = 'building' AND NOT EXISTS (
      SELECT 1 FROM instance_system_metadata m
      WHERE m.instance_uuid = i.uuid AND m."key" = 'image_hw_machine_type') GROUP BY 1`;
    expect(inAllCells(demo, unrecorded)).toEqual({ building: 3 });
  });

  test('has the reasons in its hosts', () => {
    const hosts = [1, 2, 3].flatMap((number) =>
      rows(
        join(demo, `nova_cell${number}.db`),
        `SELECT DISTINCT s.host, s.version, s.last_seen_up, s.forced_down, s.disabled, n.hypervisor_type,
           n.hypervisor_type <> 'ironic' AND n.host <> n.hypervisor_hostname
         FROM services s JOIN compute_nodes n ON n.host = s.host
         WHERE s."binary" = 'nova-compute' ORDER BY s.host`,
      ).filter(([, ...facts]) => !isUsual(facts)),
    );
    expect(hosts).toEqual([
      ['compute-1-06', 53, '2024-05-24 10:00:00', 1, 1, 'QEMU', 0],
      ['compute-2-04', 68, '2026-10-30 10:00:00', 0, 0, 'QEMU', 0],
      ['ironic-1', 68, expect.stringMatching(/^2026-11-22 (10:00|09:59)/), 0, 0, 'ironic', 0],
      ['compute-3-02', 68, expect.stringMatching(/^2026-11-22 (10:00|09:59)/), 0, 0, 'QEMU', 1],
    ]);
  });

  test('has nothing on the hosts that are down but the instances without a machine type', () => {
    const count = 'SELECT host, count(*) FROM instances WHERE host = ? GROUP BY 1';
    expect([
      ...rows(join(demo, 'nova_cell1.db'), count, 'compute-1-06'),
      ...rows(join(demo, 'nova_cell2.db'), count, 'compute-2-04'),
    ]).toEqual([
      ['compute-1-06', 3],
      ['compute-2-04', 4],
    ]);
  });

  test('accounts on each compute node for the instances that it has', () => {
    const wrong = `SELECT n.hypervisor_hostname FROM compute_nodes n
      WHERE n.running_vms <> (SELECT count(*) FROM instances i WHERE i.deleted = 0 AND i.node = n.hypervisor_hostname)
         OR n.vcpus_used <> (SELECT coalesce(sum(vcpus), 0) FROM instances i WHERE i.deleted = 0 AND i.node = n.hypervisor_hostname)
         OR n.memory_mb_used > n.memory_mb OR n.local_gb_used > n.local_gb`;
    const misplaced = `SELECT uuid FROM instances i WHERE host IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM compute_nodes n WHERE n.id = i.compute_id AND n.host = i.host AND n.hypervisor_hostname = i.node)
      OR host IS NULL AND compute_id IS NOT NULL`;
    for (const number of [1, 2, 3]) {
      expect(rows(join(demo, `nova_cell${number}.db`), wrong)).toEqual([]);
      expect(rows(join(demo, `nova_cell${number}.db`), misplaced)).toEqual([]);
    }
  });
});

describe('making it again', () => {
  beforeEach(async () => {
    await makeDemo(base, now);
  });

  test('is the same for the same time, and moves with the time', async () => {
    const before = contents(base);
    await makeDemo(base, now);
    expect(contents(base)).toEqual(before);
    await makeDemo(base, new Date('2027-01-01T00:00:00Z'));
    const lastSeen = 'SELECT last_seen_up FROM services WHERE host = ?';
    expect(rows(join(base, 'nova_cell2.db'), lastSeen, 'compute-2-04')).toEqual([
      ['2026-12-09 00:00:00'],
    ]);
  });

  test('replaces an earlier demo and leaves what else is there', async () => {
    writeFileSync(join(base, 'report.json'), '{}');
    writeFileSync(join(base, 'nova_cell1.db'), 'spoilt');
    rmSync(join(base, 'nova_cell3.db'));
    const { instances } = await makeDemo(base, now);
    expect(instances).toBe(298);
    expect(readdirSync(base)).toEqual([...files, 'report.json']);
    expect(rows(join(base, 'nova_cell1.db'), 'PRAGMA integrity_check')).toEqual([['ok']]);
  });
});

describe('a directory that is not ours', () => {
  const foreign: readonly [string, Record<string, string>][] = [
    ['other files', { 'thesis.txt': 'chapter 1' }],
    ['a nova.conf of somebody else', { 'nova.conf': '[DEFAULT]\n' }],
    ['an empty nova.conf', { 'nova.conf': '' }],
    ['the name of our file without our mark', { 'nova_api.db': 'production' }],
    [
      'our mark, but not as a line of its own',
      {
        'nova.conf': '# Demo deployment made by nova-preflight. Making it again replaces it. Not!',
      },
    ],
  ];
  test('where nothing can be made is refused, soon', async () => {
    await expect(makeDemo('/proc/nowhere/demo', now)).rejects.toThrow(
      /^The demo cannot be made in \/proc\/nowhere\/demo: /,
    );
  });

  test.each(foreign)('with %s is refused and not touched', async (_, content) => {
    for (const [name, text] of Object.entries(content)) writeFileSync(join(base, name), text);
    const before = contents(base);
    await expect(makeDemo(base, now)).rejects.toThrow(
      new ExpectedError(
        `The demo cannot be made in ${base}: the directory is not empty and holds no nova.conf of an earlier demo. ` +
          'Choose an empty or a new directory.',
      ),
    );
    expect(contents(base)).toEqual(before);
  });

  test('with a folder called nova.conf is refused', async () => {
    mkdirSync(join(base, 'nova.conf'));
    await expect(makeDemo(base, now)).rejects.toThrow(/is not empty and holds no nova\.conf/);
  });

  test('a file in its place is refused', async () => {
    const file = join(base, 'file');
    writeFileSync(file, 'content');
    await expect(makeDemo(file, now)).rejects.toThrow(ExpectedError);
    expect(readFileSync(file, 'utf8')).toBe('content');
  });
});

describe('the path of the directory', () => {
  test('may hold what means something in nova.conf and in a template', async () => {
    const directory = join(base, 'a $b {c} #d %2e é');
    await makeDemo(directory, now);
    const conf = readFileSync(join(directory, 'nova.conf'), 'utf8');
    expect(conf).toContain(`connection = sqlite:///${base}/a $$b {c} #d %2e é/nova_api.db\n`);
    const mappings = 'SELECT database_connection FROM cell_mappings WHERE id > 2 ORDER BY id';
    expect(rows(join(directory, 'nova_api.db'), mappings)).toEqual([
      [`sqlite:///${base}/a $b {{c}} #d %2e é/nova_cell2.db`],
      [`{scheme}:///${base}/a $b {{c}} #d %2e é/nova_cell3.db`],
    ]);
  });

  test.each(['a?b', 'a\\b', 'a\nb'])(
    'is refused with %j in it, before anything is made',
    async (name) => {
      const directory = join(base, name);
      await expect(makeDemo(directory, now)).rejects.toThrow(
        `The demo cannot be made in ${JSON.stringify(directory)}: `,
      );
      expect(readdirSync(base)).toEqual([]);
    },
  );

  test('must be absolute', async () => {
    await expect(makeDemo('demo', now)).rejects.toThrow(TypeError);
  });
});

describe('a demo that cannot be finished', () => {
  test('leaves nothing behind', async () => {
    // SQLite takes paths of up to 504 characters: enough for nova_api.db, not for nova_cell0.db.
    const room = 504 - '/nova_api.db'.length - base.length;
    const names = ['a'.repeat(150), 'b'.repeat(150)];
    const directory = join(base, ...names, 'c'.repeat(room - '/'.length * 3 - 300));
    await expect(makeDemo(directory, now)).rejects.toThrow(
      /^The database .*nova_cell0\.db of the demo cannot be created: .*\. Choose another directory\.$/,
    );
    expect(readdirSync(directory)).toEqual([]);
  });

  test('in place of an earlier one does not look like one', async () => {
    await makeDemo(base, now);
    rmSync(join(base, 'nova_cell2.db'));
    mkdirSync(join(base, 'nova_cell2.db'));
    await expect(makeDemo(base, now)).rejects.toThrow(ExpectedError);
    expect(readdirSync(base)).not.toContain('nova.conf');
  });
});

function isUsual([
  version,
  lastSeen,
  forcedDown,
  disabled,
  hypervisor,
  misnamed,
]: unknown[]): boolean {
  const up = String(lastSeen) >= '2026-11-22 09:59:00';
  return (
    version === 68 && up && !forcedDown && !disabled && hypervisor === 'QEMU' && misnamed === 0
  );
}

function inAllCells(demo: string, query: string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const number of [0, 1, 2, 3]) {
    for (const [key, count] of rows(join(demo, `nova_cell${number}.db`), query)) {
      sums[String(key)] = (sums[String(key)] ?? 0) + Number(count);
    }
  }
  return sums;
}

/** The rows of a query as arrays, read through a connection that cannot write. */
function rows(file: string, query: string, ...parameters: string[]): unknown[][] {
  const database = new Database(`${pathToFileURL(file).href}?mode=ro`);
  try {
    database.exec('PRAGMA query_only = ON');
    return database
      .prepare(query)
      .raw()
      .all(...parameters) as unknown[][];
  } finally {
    database.close();
  }
}

function temporaryDirectory(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'nova-preflight-demo-')));
}

/** A digest of every file: the same rows give the same bytes. */
function contents(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex'),
    ]),
  );
}
