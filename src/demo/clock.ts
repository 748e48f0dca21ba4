const millisecondsPerDay = 86_400_000;

/** The time that many days (a fraction is allowed) before `now`, in UTC as Nova stores it: "2026-01-31 23:59:59". */
export function daysBefore(now: Date, days: number): string {
  const time = new Date(now.getTime() - days * millisecondsPerDay).toISOString();
  return `${time.slice(0, 10)} ${time.slice(11, 19)}`;
}
