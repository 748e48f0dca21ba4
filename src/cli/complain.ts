import { printable } from '../report/printable.js';
import type { Output } from './host.js';

/** Tells on stderr what went wrong, in one line: it may quote what users wrote, such as the name of a cell. */
export function complain(stderr: Output, message: string): void {
  stderr.write(`nova-preflight: ${printable(message)}\n`);
}
