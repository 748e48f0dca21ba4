import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';

/** Ends a process and removes a directory if this process dies without doing so itself. */
export interface Watchdog {
  /** The process to end. */
  guard(pid: number): void;
  /** Everything was put away in order. */
  dismiss(): Promise<void>;
}

/*
 * A shell that reads a pipe from us: however we die, kill -9 included, the kernel closes the pipe. An exit hook would
 * not see that. What is guarded may be ended the hard way after a while, its data is scrap.
 */
const SCRIPT = `
pid=
while read -r word value; do
  case $word in
    guard) pid=$value ;;
    dismiss) exit 0 ;;
  esac
done
if [ -n "$pid" ]; then
  kill -TERM "$pid"
  for i in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$pid" || break
    sleep 0.2
  done
  kill -KILL "$pid"
fi
rm -rf -- "$1"
`;

/** Starts watching over `directory`. */
export function startWatchdog(directory: string): Watchdog {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'watchdog', directory], {
    // A session of its own, so that a signal to our process group does not end it before its work.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exited = once(shell, 'exit');
  shell.unref();
  if (shell.stdin instanceof Socket) shell.stdin.unref();
  return {
    guard: (pid) => shell.stdin.write(`guard ${pid}\n`),
    dismiss: async () => {
      shell.ref();
      shell.stdin.end('dismiss\n');
      await exited;
    },
  };
}
