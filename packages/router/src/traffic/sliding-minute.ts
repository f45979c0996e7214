const MINUTE_MS = 60_000;

/** One call in the log, with the tokens it is counted with. */
export interface Entry {
  readonly atMs: number;
  tokens: number;
}

/** Limits per sliding minute; one that is absent does not exist. */
export interface MinuteLimits {
  readonly rpm?: number;
  readonly tpm?: number;
}

/** What was started in the last minute, and what is promised for later, in the order of its time. */
export class SlidingMinute {
  #entries: Entry[] = [];

  /** Share of the limits in use at a time; the larger one counts. */
  share({ rpm, tpm }: MinuteLimits, nowMs: number): number {
    const { requests, tokens } = this.#sum(nowMs);
    return Math.max(rpm === undefined ? 0 : requests / rpm, tpm === undefined ? 0 : tokens / tpm);
  }

  /** The earliest time, not before now, at which a call of so many tokens fits all limits. */
  earliest({ rpm, tpm }: MinuteLimits, tokens: number, nowMs: number): number {
    this.#forget(nowMs);
    const byRequests = rpm === undefined ? nowMs : this.#whenFewer(rpm, nowMs);
    return tpm === undefined ? byRequests : this.#whenLighter(tpm - tokens, byRequests);
  }

  /** Notes a call that starts then; its tokens may be corrected in the entry later. */
  add(atMs: number, tokens: number): Entry {
    const entry: Entry = { atMs, tokens };
    const at = this.#entries.findLastIndex((other) => other.atMs <= atMs);
    this.#entries.splice(at + 1, 0, entry);
    return entry;
  }

  /** Takes back a call that never started. */
  remove(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
  }

  #forget(nowMs: number): void {
    const first = this.#entries.findIndex(({ atMs }) => atMs > nowMs - MINUTE_MS);
    this.#entries.splice(0, first < 0 ? this.#entries.length : first);
  }

  #sum(nowMs: number): { readonly requests: number; readonly tokens: number } {
    this.#forget(nowMs);
    return {
      requests: this.#entries.length,
      tokens: this.#entries.reduce((sum, entry) => sum + entry.tokens, 0),
    };
  }

  /** When fewer than so many calls lie in the minute before. */
  #whenFewer(limit: number, nowMs: number): number {
    const blocking = this.#entries.at(-limit);
    return blocking === undefined ? nowMs : Math.max(nowMs, blocking.atMs + MINUTE_MS);
  }

  /** When the minute before holds no more than so many tokens; a call too big for any minute waits for an empty one. */
  #whenLighter(room: number, fromMs: number): number {
    let tokens = this.#entries
      .filter(({ atMs }) => atMs > fromMs - MINUTE_MS)
      .reduce((sum, entry) => sum + entry.tokens, 0);
    let atMs = fromMs;
    for (const entry of this.#entries) {
      if (tokens <= Math.max(0, room)) break;
      if (entry.atMs <= fromMs - MINUTE_MS) continue;
      tokens -= entry.tokens;
      atMs = entry.atMs + MINUTE_MS;
    }
    return atMs;
  }
}
