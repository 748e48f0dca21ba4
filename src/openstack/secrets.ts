/** The secrets of one conversation with Keystone and a service: nothing that holds one of them is quoted. */
export interface Secrets {
  /** Remembers it, and hands it on in all the forms in which it may come back. */
  add(secret: string): void;
  /** Whether the text, or what it is once its percent escapes are undone, holds a secret in any form and in any case. */
  isIn(text: string): boolean;
  /** What a service said, such as a name in its catalog, fit to be shown: a few words in its place if it holds a secret. */
  told(text: string): string;
}

/** @param onSecret is told every secret as soon as it is known, before anything is sent */
export function keepSecrets(onSecret: (secret: string) => void): Secrets {
  const known = new Set<string>();
  const isIn = (text: string) =>
    [text, text.replaceAll(/(?:%[0-9a-f]{2})+/gi, unescaped)].some((each) => {
      const lower = each.toLowerCase();
      return [...known].some((secret) => lower.includes(secret.toLowerCase()));
    });
  return {
    add(secret) {
      for (const form of formsOf(secret)) {
        if (form === '' || known.has(form)) continue;
        known.add(form);
        onSecret(form);
      }
    },
    isIn,
    told: (text) => (isIn(text) ? WITHHELD : text),
  };
}

const WITHHELD = '(withheld: it repeats a part of the credentials)';

/** A URL has its host in lower case and may have escapes in either; not all of it need be escaped. */
function unescaped(escapes: string): string {
  return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
}

/** As it is, as JSON and HTML write it, as URLs write it, and as HTTP's Basic scheme would. */
function formsOf(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll(/[&<>"']/g, (character) => HTML.get(character) ?? character),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ];
}

/** As Python writes it (html.escape). */
const HTML: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#x27;'],
]);
