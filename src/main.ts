import { homedir } from 'node:os';
import { runCli } from './cli/cli.js';
import { type Host, Interruption, type Output } from './cli/host.js';

/** How long, in milliseconds, what is left behind (a site check's timer, a dead connection) may keep the process. */
const LINGER = 500;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const reason = new Interruption(signal);
    // Who asks twice does not want to wait for the servers.
    if (interruption.signal.aborted) process.exit(reason.exitCode);
    interruption.abort(reason);
  });
}

function output(stream: NodeJS.WriteStream): Output {
  // Whoever reads our output may stop to, as `head` does.
  stream.on('error', () => {});
  return {
    write: (text) => stream.write(text),
    isTerminal: stream.isTTY,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}

const host: Host = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  home: homedir(),
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  signal: interruption.signal,
  contract: new URL('index.js', import.meta.url),
};

process.exitCode = await runCli(host);
setTimeout(() => process.exit(), LINGER).unref();
