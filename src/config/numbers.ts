/** How a number is written, by its kind (oslo.config 10.6, oslo_config/types.py, Integer and Float: Python's `int()` and `float()`). */
export const NUMBERS = {
  int: { parse: parseInteger, what: 'a whole number', example: '3' },
  float: { parse: parseFloatingPoint, what: 'a number', example: '30 or 0.5' },
} as const;

function parseInteger(text: string): number | undefined {
  return /^[+-]?\d+(?:_\d+)*$/.test(text) ? Number(withoutGaps(text)) : undefined;
}

function parseFloatingPoint(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(withoutGaps(text));
  const word = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(text);
  if (word === null) return undefined;
  if (word[2] === undefined) return Number.NaN;
  return word[1] === '-' ? -Infinity : Infinity;
}

const DECIMAL =
  /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** Python allows `1_000`. */
function withoutGaps(text: string): string {
  return text.replaceAll('_', '');
}
