import type { Report } from './report.js';

/** The report as one JSON document, as report.schema.json describes it. */
export function jsonReport(report: Report): string {
  return `${escapedJson(JSON.stringify(report, null, 2))}\n`;
}

/**
 * JSON text in which the characters that could steer a terminal or turn the reading direction are escaped:
 * JSON.stringify does that only for those below U+0020.
 */
export function escapedJson(text: string): string {
  return text.replaceAll(/[\u007F-\u009F\u2028\u2029]|\p{Cf}/gu, escaped);
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
