/** The secrets of one conversation with Keystone and a service: nothing that holds one of them is quoted. */
export interface Secrets {
  /** Remembers it, and hands it on in all the forms in which it may come back. */
  add(secret: string): void;
  /** Whether the text holds a secret in any form. */
  isIn(text: string): boolean;
}

/** @param onSecret is told every secret as soon as it is known, before anything is sent */
export function keepSecrets(onSecret: (secret: string) => void): Secrets {
  const known = new Set<string>();
  return {
    add(secret) {
      for (const form of formsOf(secret)) {
        if (form === '' || known.has(form)) continue;
        known.add(form);
        onSecret(form);
      }
    },
    isIn: (text) => [...known].some((secret) => text.includes(secret)),
  };
}

/** As it is, as JSON writes it, as URLs write it, and as HTTP's Basic scheme would. */
function formsOf(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ];
}
