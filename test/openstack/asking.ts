import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/config/config.js';
import { OpenStackError } from '../../src/openstack/error.js';
import type { Asking } from '../../src/openstack/session.js';

/** A configuration of one file, made of sections with their options; the file is called `nova.conf` in messages. */
export function configOf(sections: Readonly<Record<string, Options>>): Config {
  const assignment = ([option, value]: readonly [string, string | undefined]) =>
    value === undefined ? [] : `${option} = ${value.replaceAll('$', () => '$$')}\n`;
  const text = Object.entries(sections).map(
    ([name, options]) => `[${name}]\n${Object.entries(options).flatMap(assignment).join('')}`,
  );
  const directory = mkdtempSync(join(tmpdir(), 'nova-preflight-test-'));
  try {
    writeFileSync(join(directory, 'nova.conf'), text.join(''));
    const sources = [{ kind: 'file', path: 'nova.conf' }] as const;
    return loadConfig({ sources, env: {}, home: '/', cwd: directory, directories: [] });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Undefined for an option to leave out. */
export type Options = Readonly<Record<string, string | undefined>>;

/** What checks are given, with 5 s for each request. */
export function asking(given: Partial<Asking> = {}): Asking {
  return { signal: new AbortController().signal, timeout: 5000, onSecret: () => {}, ...given };
}

/** The kind of the error that an answer ends in, with its message; the answer itself where there is no error. */
export async function outcome(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof OpenStackError)) throw error;
    return {
      kind: error.kind,
      message: error.message.replaceAll(/[^\s(]*\/nova\.conf/g, 'nova.conf'),
    };
  }
}

/** The kind alone, or `ok`. */
export async function kindOf(answer: Promise<unknown>): Promise<string> {
  const found = await outcome(answer);
  return found !== null && typeof found === 'object' && 'kind' in found ? String(found.kind) : 'ok';
}
