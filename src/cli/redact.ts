/**
 * Makes text that is not ours (a driver's, a site check's) fit to be shown: credentials in URLs are masked, and text
 * that holds a password all the same is withheld as a whole, for a gap would tell where it stood.
 */
export function redactor(secrets: () => readonly string[]): (text: string) => string {
  return (text) => {
    const masked = text.replaceAll(CREDENTIALS, '://***@');
    const leaks = secrets().some(
      (secret) =>
        secret !== '' &&
        (masked.includes(secret) || (ENDS_EARLY.test(secret) && text.includes(secret))),
    );
    return leaks ? WITHHELD : masked;
  };
}

/**
 * Up to the last @ in one piece of text: a password may hold @ and / as they are. `user:password@host/database` is how our
 * own messages say what a URL looks like.
 */
const CREDENTIALS = /:\/\/(?!user:password@host\/database)[^/\s]\S*@/g;

/** In such a password the mask begins or ends, and what is left of it outside is a part of it. */
const ENDS_EARLY = /\s|:\/\//;

/** Without the words that are themselves most likely somebody's password. */
const WITHHELD = '(The reason is withheld: its text repeats a part of the credentials.)';
