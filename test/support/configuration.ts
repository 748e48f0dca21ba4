import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Check } from '../../src/check/check.js';
import { type Config, loadConfig } from '../../src/config/config.js';
import { runAll, type RunAllOptions, type TestedOutcome, told } from './run-all.js';

/** Options by section of nova.conf; undefined for one to leave out. */
export type Sections = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** A temporary folder that goes with its test, with a nova.conf and what else is to lie there. */
export function makeConfiguration(
  sections: Sections,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): string {
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ ...files, 'nova.conf': novaConf(sections) })) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}

/** The configuration of such a folder. */
export function readConfiguration(directory: string): Config {
  const sources = [{ kind: 'file', path: join(directory, 'nova.conf') }] as const;
  return loadConfig({ sources, env: {}, home: '/nonexistent', cwd: '/' });
}

/** Runs a check that asks no database on a nova.conf; of the outcome what a configuration decides, the folder as DIR. */
export async function runOnConfiguration(
  check: Check,
  directory: string,
  options: RunAllOptions = {},
): Promise<Pick<TestedOutcome, 'status' | 'details' | 'findings' | 'remediation'>> {
  const configFile = join(directory, 'nova.conf');
  const [outcome] = await runAll(configFile, { ...options, checks: [check] });
  const { status, details, findings, remediation } = told(check, outcome);
  const shown = JSON.stringify({ status, details, findings, remediation });
  return JSON.parse(shown.replaceAll(directory, 'DIR')) as TestedOutcome;
}

/** The text of a nova.conf. */
export function novaConf(sections: Sections): string {
  const lines = Object.entries(sections).flatMap(([section, options]) =>
    [`[${section}]`].concat(
      Object.entries(options).flatMap(([name, value]) =>
        value === undefined ? [] : `${name} = ${written(value)}`,
      ),
    ),
  );
  return `${lines.join('\n')}\n`;
}

/** As oslo.config reads it back: `$` begins a reference, quotes around all of it are dropped. */
function written(value: string): string {
  return value.replaceAll('$', () => '$$');
}
