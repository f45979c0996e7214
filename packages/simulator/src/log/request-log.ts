import type { LogEntry } from './log-entry.ts';

/** What entries must equal to be listed. */
export type LogFilter = Partial<Omit<LogEntry, 'body'>>;

/** What came in, and what became of it. */
export interface RequestLog {
  /**
   * The requests so far in the order of arrival, open ones included; with a filter only those equal
   * to it in each member. The list is a copy. Kept are the last 10,000 requests, and fewer where
   * their bodies come to more than 256 MiB.
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
  /** Keeps its body, of so many bytes. */
  keepBody(body: NonNullable<LogEntry['body']>, bytes: number): void;
  /** Changes what is known of it. */
  update(fields: Partial<LogEntry>): void;
  /** Closes it, and returns its final form. */
  close(closedBy: NonNullable<LogEntry['closedBy']>): LogEntry;
}

/** What is kept of a request. */
interface Kept {
  current: LogEntry;
  bodyBytes: number;
}

const MOST_ENTRIES = 10_000;
const MOST_BODY_BYTES = 256 * 1024 * 1024;

/** Makes an empty log. */
export function createRequestLog(): WritableRequestLog {
  let kept: Kept[] = [];
  let bodyBytes = 0;
  let seq = 0;
  let inFlight = 0;
  let peak = 0;
  const trim = (): void => {
    while (kept.length > MOST_ENTRIES || (bodyBytes > MOST_BODY_BYTES && kept.length > 1)) {
      bodyBytes -= kept.shift()?.bodyBytes ?? 0;
    }
  };
  return {
    entries(filter = {}) {
      const wanted = Object.entries(filter) as [keyof LogFilter, unknown][];
      const all = kept.map(({ current }) => current);
      return all.filter((entry) => wanted.every(([name, value]) => entry[name] === value));
    },
    peak: () => peak,
    clear() {
      kept = [];
      bodyBytes = 0;
      peak = inFlight;
    },
    open(entry) {
      seq += 1;
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      const unanswered = { status: null, rule: null, chunksSent: 0, closedBy: null };
      const record: Kept = { current: { seq, ...entry, ...unanswered }, bodyBytes: 0 };
      kept.push(record);
      trim();
      const update = (fields: Partial<LogEntry>): void => {
        record.current = { ...record.current, ...fields };
      };
      return {
        keepBody(body, bytes) {
          update({ body });
          if (!kept.includes(record)) return;
          record.bodyBytes = bytes;
          bodyBytes += bytes;
          trim();
        },
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
