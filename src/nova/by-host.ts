/** Orders records by the name of their host, whatever its case, those of no host first; of one host by their ids. */
export function byHost(one: OnHost, other: OnHost): number {
  const names = [one, other].map(({ host }) => host?.toLowerCase() ?? '');
  const [first = '', second = ''] = names;
  if (first === second) return one.id - other.id;
  return first < second ? -1 : 1;
}

interface OnHost {
  readonly id: number;
  readonly host: string | null;
}
