/**
 * Makes text that is not ours (a driver's, a site check's) fit to be shown: credentials in URLs are masked, and text
 * that holds a password all the same is withheld as a whole, for a gap would tell where it stood.
 */
export function redactor(secrets: () => readonly string[]): (text: string) => string {
  return (text) => {
    const masked = text.replaceAll(/:\/\/[^/\s@]*@/g, '://***@');
    const leaks = secrets().some((secret) => secret !== '' && masked.includes(secret));
    return leaks ? '(The reason is withheld: its text holds a database password.)' : masked;
  };
}
