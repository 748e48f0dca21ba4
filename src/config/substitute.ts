/**
 * Replaces the references to other options in a value: `$name`, `${name}`, `$group.name`, `${group.name}`. `$$` and
 * `\$` stand for a dollar sign, and so does a `$` that no name follows (oslo.config 10.6, cfg.py, _substitute and
 * Template: Python's `string.Template.safe_substitute` with `.` allowed in names).
 *
 * @param value as written in the file
 * @param resolve gives the text for a name; `position` is the place of its `$` in the value, counted from 1
 */
export function substitute(
  value: string,
  resolve: (name: string, position: number) => string,
): string {
  // First, as in oslo.config, and not in the same pass: `$\$x` is an escaped dollar sign and a reference.
  const escaped = value.replaceAll('\\$', () => '$$');
  return escaped.replaceAll(
    /\$(?:\$|([_a-z][._a-z0-9]*)|\{([_a-z][._a-z0-9]*)\})/gi,
    (_match, named: string | undefined, braced: string | undefined, offset: number) => {
      const name = named ?? braced;
      return name === undefined ? '$' : resolve(name, offset + 1);
    },
  );
}
