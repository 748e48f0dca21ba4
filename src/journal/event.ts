/** A change that is about to be made; written before it is committed. */
export interface ChangeEvent {
  readonly event: 'change';
  /** Of this change, in this and every other journal. */
  readonly id: string;
  /** When, in UTC: "2026-01-31T23:59:59.000Z". */
  readonly time: string;
  /** Like "alice@control-1". */
  readonly who: string;
  readonly cell: { readonly uuid: string; readonly name: string | null };
  /** Its UUID. */
  readonly instance: string;
  /** The recorded machine type; null where there was or is to be none. */
  readonly before: string | null;
  readonly after: string | null;
  /** Whether there was a row before: one without a value says NULL. */
  readonly hadRow: boolean;
  readonly forced: boolean;
  /** What was forced: the rules that stood against it. */
  readonly overridden: readonly string[];
  /** The change that this one takes back, by its id. */
  readonly undoes?: string;
}

/** What became of a change; one that has no such event may have been committed or not: its process died between. */
export interface OutcomeEvent {
  readonly event: 'committed' | 'not-committed' | 'uncertain';
  readonly id: string;
  readonly time: string;
  /** Why it was not committed, or why that cannot be told. */
  readonly reason?: string;
}

export type JournalEvent = ChangeEvent | OutcomeEvent;
