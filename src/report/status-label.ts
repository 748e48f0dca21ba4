import type { Status } from '../check/outcome.js';
import type { Paint, Style } from './paint.js';

/** A status as people read it, in the words of `nova-status` where it has one, and in its colour. */
export function statusLabel(status: Status, paint: Paint): string {
  return paint(STYLES[status], LABELS[status]);
}

const STYLES: Readonly<Record<Status, readonly Style[]>> = Object.freeze({
  success: ['green'],
  warning: ['yellow'],
  failure: ['red', 'bold'],
  unknown: ['magenta', 'bold'],
  'not-applicable': ['dim'],
});

const LABELS: Readonly<Record<Status, string>> = Object.freeze({
  success: 'Success',
  warning: 'Warning',
  failure: 'Failure',
  unknown: 'Could not tell',
  'not-applicable': 'Not applicable',
});
