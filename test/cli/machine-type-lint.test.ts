import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { preflight, preflightOnTerminal } from '../support/process.js';

const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
const inside = (path: string) => join(directory, path);

afterAll(() => rmSync(directory, { recursive: true }));

const files = {
  'fine.conf': '[libvirt]\nhw_machine_type = x86_64=pc,aarch64=virt\n',
  'unset.conf': '[libvirt]\nvirt_type = kvm\n',
  'warning.conf': '[libvirt]\nhw_machine_type = x86_64=q35\n',
  'error.conf': '[libvirt]\n\nhw_machine_type = q35, amd64=pc\nnum_pcie_ports = 8\n',
  'escape.conf': '[libvirt]\nhw_machine_type = x86_64=\u001b[31mq35\n',
  'broken.conf': '[libvirt]\nhw_machine_type\n',
  'home/nova.conf': '[libvirt]\nhw_machine_type = x86_64=pc\n',
  'home/nova-compute.conf': '[libvirt]\nhw_machine_type = pc\n',
  'home/nova-manage.conf': '[libvirt]\nhw_machine_type = virt\n',
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(inside(path)), { recursive: true });
  writeFileSync(inside(path), text);
}

async function lint(args: string, env: Record<string, string> = {}) {
  return preflight(['machine-type', 'lint', ...args.split(' ').filter((word) => word !== '')], {
    cwd: directory,
    env,
  });
}

describe('machine-type lint', () => {
  test('nothing: 0', async () => {
    expect(await lint('--config-file fine.conf')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing is wrong with x86_64=pc, aarch64=virt'),
      stderr: '',
    });
  });

  test('the option is not set: 0, and told', async () => {
    const { code, stdout } = await lint('--config-file unset.conf');
    expect({ code, stdout: stdout.replaceAll(/\s+/g, ' ') }).toEqual({
      code: 0,
      stdout: `[libvirt]hw_machine_type is not set in ${inside('unset.conf')}: Nova's own defaults count, and nothing is wrong with them. `,
    });
  });

  test('a warning: 1', async () => {
    const { code, stdout } = await lint('--config-file warning.conf');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}warning pcie-ports-default: .*\n1 warning \(exit code 1\)\n$/ms);
  });

  test('errors: 2, with file and line', async () => {
    expect(await lint('--config-file error.conf')).toMatchObject({
      code: 2,
      stdout: `[libvirt]hw_machine_type (${inside('error.conf')}:3)
  error no-architecture: q35: "q35" is for no architecture: nova-compute ignores
    it with a warning in its log (up to 18.x it fails).
    write instead: x86_64=q35
  error architecture-alias: amd64=pc: nova-compute compares architectures letter
    by letter and calls this one x86_64: the entry never counts.
    write instead: x86_64=pc
2 errors (exit code 2)
`,
      stderr: '',
    });
  });

  test('as JSON', async () => {
    const { code, stdout } = await lint('--config-file warning.conf -f json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      result: 1,
      configFiles: [inside('warning.conf')],
      machineTypes: { value: ['x86_64=q35'], origin: `${inside('warning.conf')}:2` },
      findings: [
        {
          key: 'pcie-ports-default',
          severity: 'warning',
          option: '[libvirt]num_pcie_ports',
          origin: `${inside('warning.conf')}:2`,
          entry: null,
          message: expect.stringMatching(/^It is not set, and x86_64=q35 makes q35 guests: /),
          instead: 'num_pcie_ports = 16',
        },
      ],
    });
  });

  test('with the version of QEMU', async () => {
    const env = { OS_LIBVIRT__HW_MACHINE_TYPE: 'x86_64=pc-i440fx-4.2' };
    expect(await lint('--config-file fine.conf --qemu 8.2', env)).toMatchObject({ code: 0 });
    expect(await lint('--config-file fine.conf --qemu 10.2', env)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining(
        '[libvirt]hw_machine_type (environment OS_LIBVIRT__HW_MACHINE_TYPE)\n  error type-removed: ',
      ),
    });
  });

  test("reads nova-compute's default files, who reads the option", async () => {
    const ended = await lint('-f json', { HOME: inside('home') });
    expect(ended.code).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      configFiles: [inside('home/nova.conf'), inside('home/nova-compute.conf')],
      machineTypes: { value: ['pc'] },
    });
  });

  test.each([
    [
      'a missing file',
      '--config-file missing.conf',
      `Cannot read the configuration file ${inside('missing.conf')}: it does not exist; check the path.`,
    ],
    [
      'a file with an error',
      '--config-file broken.conf',
      `Cannot read ${inside('broken.conf')}:2: there is no "=" or ":" after the option name. Nova refuses such a file too.`,
    ],
    [
      'no file at all',
      '',
      '[libvirt]hw_machine_type cannot be looked at: no configuration file was found; name one of nova-compute with --config-file.',
    ],
  ])('%s: 255', async (_what, args, message) => {
    expect(await lint(args)).toMatchObject({
      code: 255,
      stdout: '',
      stderr: `nova-preflight: ${message}\n`,
    });
  });

  test('fits the terminal, and what could steer it is shown', async () => {
    const ended = await preflightOnTerminal(
      ['machine-type', 'lint', '--config-file', 'escape.conf'],
      { columns: 60, cwd: directory, env: { NO_COLOR: '1' } },
    );
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain(String.raw`x86_64=\u{1b}[31mq35`);
    expect(ended.stdout).not.toContain('\u001b');
    expect(ended.stdout.split('\n').filter((line) => line.length > 60)).toEqual([]);
  });

  test('colours the severity on a terminal', async () => {
    const ended = await preflightOnTerminal(
      ['machine-type', 'lint', '--config-file', 'error.conf'],
      { columns: 100, cwd: directory },
    );
    expect(ended.stdout).toContain('\u001b[31merror\u001b[39m no-architecture');
  });
});
