import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Server } from '../test/support/mariadb.js';
import { type Generated, generate } from './generate.js';
import type { Command } from './measure.js';
import type { Shape } from './shape.js';

/** What every part of the benchmark works with. */
export interface Setting {
  /** The repository; its build is what is measured. */
  readonly root: string;
  /** A temporary folder. */
  readonly folder: string;
  readonly server: Server;
  /** Least number of rounds of each case. */
  readonly rounds: number;
}

/** A deployment that was generated, and the configuration file that leads to it. */
export interface Deployment extends Generated {
  readonly configFile: string;
}

/** Fills databases of the private server and writes their nova.conf. */
export async function deployment(
  { server, root, folder }: Setting,
  name: string,
  shape: Shape,
): Promise<Deployment> {
  const made = await generate(server.rootUrl, root, name, shape);
  const url = (database: string) =>
    `${server.rootUrl.replace('mysql:', 'mysql+pymysql:')}/${database}?charset=utf8`;
  return { ...made, configFile: writeConfig(folder, name, url(made.api), url(made.cell0)) };
}

/** Writes a nova.conf and gives its path. */
export function writeConfig(folder: string, name: string, api: string, cell0: string): string {
  const file = path.join(folder, `${name}.conf`);
  writeFileSync(file, `[api_database]\nconnection = ${api}\n[database]\nconnection = ${cell0}\n`);
  return file;
}

/** Node with nothing to do: what no program in JavaScript can go below. */
export const emptyNode: Command = {
  name: 'empty Node process',
  argv: [process.execPath, '-e', '0'],
};

/** The database's own client with these statements. */
export function client({ server }: Setting, name: string, sql: string): Command {
  const url = new URL(server.rootUrl);
  return {
    name: `mariadb client, ${name}`,
    argv: [
      'mariadb',
      '--no-defaults',
      '--skip-ssl',
      `--host=${server.host}`,
      `--port=${server.port}`,
      `--user=${url.username}`,
      '--skip-column-names',
      '-e',
      sql,
    ],
    env: { MYSQL_PWD: decodeURIComponent(url.password) },
  };
}

/** Our own executable, as the build in `root` has it. */
export function preflight(root: string, args: readonly string[]): Command {
  return {
    name: ['nova-preflight', ...args].join(' '),
    argv: [process.execPath, path.join(root, 'bin', 'nova-preflight.cjs'), ...args],
    // Success, Warning and Failure: what is generated has neither Placement nor a service user.
    expected: [0, 1, 2],
  };
}

/** `upgrade check` on a deployment. */
export function upgradeCheck(
  root: string,
  configFile: string,
  ...args: readonly string[]
): Command {
  return {
    ...preflight(root, ['upgrade', 'check', '--config-file', configFile, ...args]),
    name: ['nova-preflight upgrade check', ...args].join(' '),
  };
}

/** The check whose cost grows with the number of instances. */
export function machineTypeCheck(root: string, configFile: string): Command {
  return upgradeCheck(root, configFile, '--only', 'hw-machine-type-unset');
}

/** Seconds since a point of time that performance.now() gave, as text. */
export function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
