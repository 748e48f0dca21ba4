/**
 * Whether Python's `json.loads` takes a text for JSON: beyond JSON it knows the numbers `NaN`, `Infinity` and
 * `-Infinity`, and as little as JSON a byte order mark. Any value counts, an object or not; nothing at all is none.
 *
 * Source: Python 3.11, Lib/json/decoder.py and Modules/_json.c; oslo.utils 6.0, fileutils.py, is_json.
 */
export function isPythonJson(text: string): boolean {
  return isJson(text) || (/NaN|Infinity/.test(text) && isJson(withoutPythonNumbers(text)));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `null` in their place: as a word of its own it joins with nothing that stands beside it. A backslash outside a text is no JSON. */
function withoutPythonNumbers(text: string): string {
  let isInText = false;
  return text.replaceAll(/\\[^]|"|NaN|-?Infinity/g, (token) => {
    if (token === '"') isInText = !isInText;
    return isInText || token === '"' || token.startsWith('\\') ? token : 'null';
  });
}
