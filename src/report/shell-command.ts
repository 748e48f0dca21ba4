/** A command as a shell takes it; what is to be filled in, like `<uuid>`, stays as it is. */
export function shellCommand(argv: readonly string[]): string {
  return argv
    .map((word) =>
      /^(<[\w-]+>|[\w@%+=:,./-]+)$/.test(word)
        ? word
        : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ');
}
