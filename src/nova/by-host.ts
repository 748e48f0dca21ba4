/** Orders records by the name of their host, whatever its case, those of no host first; of one host by their ids. */
export function byHost(one: OnHost, other: OnHost): number {
  const [first, second] = [nameOf(one), nameOf(other)];
  if (first === second) return one.id - other.id;
  return first < second ? -1 : 1;
}

function nameOf({ host }: OnHost): string {
  return host?.toLowerCase() ?? '';
}

interface OnHost {
  readonly id: number;
  readonly host: string | null;
}
