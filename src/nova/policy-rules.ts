/**
 * The rules of a policy file by name, or undefined where only oslo.policy could tell. They are read from JSON that is an
 * object of texts, and from YAML in which every line is empty, a comment, or one name with one text in quotes.
 *
 * Source: oslo.policy 3.7.0, policy.py, parse_file_contents.
 */
export function readPolicyRules(text: string): ReadonlyMap<string, string> | undefined {
  return fromJson(text) ?? fromPlainYaml(text);
}

/**
 * Whether the text of a rule is the one that Nova compares with, as oslo.policy writes it once it was parsed (3.7.0,
 * _parser.py, _parse_tokenize): neither the blanks between the words count nor parentheses around all of it. undefined
 * where other parentheses would have to be understood, or other characters than ASCII's.
 */
export function isScopedDefault(rule: string): boolean | undefined {
  if (/[^\t\n\r -~]/.test(rule)) return undefined;
  const words = rule.split(/[\s()]+/).filter((word) => word !== '');
  if (words.join(' ').replace(/ and /i, ' and ') !== SCOPED) return false;
  return /^[^()]*$|^\s*\([^()]*\)\s*$/.test(rule) ? true : undefined;
}

/** Nova 23.0.0 to 25.0.0, nova/cmd/status.py, _check_policy. */
const SCOPED = 'role:admin and system_scope:all';

function fromJson(text: string): ReadonlyMap<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const rules = Object.entries(value) as [string, unknown][];
  return rules.every((rule): rule is [string, string] => typeof rule[1] === 'string')
    ? new Map(rules)
    : undefined;
}

/** `"name": "text"`, with nothing in either that YAML would read as something else. */
const PLAIN_LINE =
  /^(?:"([\w:.-]+)"|'([\w:.-]+)'|([a-z]+[_:](?:[\w:.-]*[\w.-])?)) *: +(?:"([^"\\]*)"|'([^']*)') *(?: #.*)?$/;

function fromPlainYaml(text: string): ReadonlyMap<string, string> | undefined {
  const rules = new Map<string, string>();
  for (const line of text.split(/\r\n|[\r\n]/)) {
    if (/^ *(?:#|$)/.test(line)) continue;
    const match = /^[ -~]*$/.test(line) ? PLAIN_LINE.exec(line) : null;
    if (match === null) return undefined;
    const [, ...groups] = match;
    const [name = '', rule = ''] = [groups.slice(0, 3), groups.slice(3)].map((either) =>
      either.find((group) => group !== undefined),
    );
    rules.set(name, rule);
  }
  return rules;
}
