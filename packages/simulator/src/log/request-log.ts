import type { LogEntry } from './log-entry.ts';

/** What entries must equal to be listed. */
export type LogFilter = Partial<Omit<LogEntry, 'body'>>;

/** What came in, and what became of it. */
export interface RequestLog {
  /**
   * The requests so far in the order of arrival, open ones included; with a filter only those equal
   * to it in each member. The list is a copy. The last 10,000 requests are kept.
   */
  entries(filter?: LogFilter): readonly LogEntry[];
  /** The most requests that were open at once, since the start or the last `clear()`. */
  peak(): number;
  /** Forgets all entries; `seq` goes on, and the peak starts from what is open now. */
  clear(): void;
}

/** A request log that can be written. */
export interface WritableRequestLog extends RequestLog {
  /** Adds a request. */
  open(entry: Omit<LogEntry, 'seq' | 'status' | 'rule' | 'chunksSent' | 'closedBy'>): OpenEntry;
}

/** The entry of a request that is still open. */
export interface OpenEntry {
  /** Changes what is known of it. */
  update(fields: Partial<LogEntry>): void;
  /** Closes it, and returns its final form. */
  close(closedBy: NonNullable<LogEntry['closedBy']>): LogEntry;
}

const MOST_ENTRIES = 10_000;

/** Makes an empty log. */
export function createRequestLog(): WritableRequestLog {
  let kept: { current: LogEntry }[] = [];
  let seq = 0;
  let inFlight = 0;
  let peak = 0;
  return {
    entries(filter = {}) {
      const wanted = Object.entries(filter) as [keyof LogFilter, unknown][];
      const all = kept.map(({ current }) => current);
      return all.filter((entry) => wanted.every(([name, value]) => entry[name] === value));
    },
    peak: () => peak,
    clear() {
      kept = [];
      peak = inFlight;
    },
    open(entry) {
      seq += 1;
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      const unanswered = { status: null, rule: null, chunksSent: 0, closedBy: null };
      const record: { current: LogEntry } = { current: { seq, ...entry, ...unanswered } };
      kept.push(record);
      if (kept.length > MOST_ENTRIES) kept.shift();
      const update = (fields: Partial<LogEntry>): void => {
        record.current = { ...record.current, ...fields };
      };
      return {
        update,
        close(closedBy) {
          inFlight -= 1;
          update({ closedBy });
          return record.current;
        },
      };
    },
  };
}
