/** How often alarms are looked at: half of what the contract of {@link Clock.alarm} allows. */
const SWEEP_MS = 50;

interface Alarm {
  readonly place: number;
  /** Which alarm of the board it is: of two for the same time the first set rings first. */
  readonly n: number;
  readonly atMs: number;
  readonly ring: () => void;
}

/**
 * Alarms that share one timer. It runs only while there are any, so that a call costs no timer and an
 * idle process can exit. Places are used again: a list that grows and is thrown away would keep every
 * cancelled alarm, and the call behind it, until V8's next full collection.
 */
export class AlarmBoard {
  #places: (Alarm | undefined)[] = [];
  #free: number[] = [];
  #set = 0;
  #pending = 0;
  #sweep: NodeJS.Timeout | undefined;

  /** Calls `ring` once `atMs` (since 1970) has passed. Returns the cancellation. */
  set(atMs: number, ring: () => void): () => void {
    const place = this.#free.pop() ?? this.#places.length;
    const alarm = { place, n: this.#set, atMs, ring };
    this.#places[place] = alarm;
    this.#set += 1;
    this.#pending += 1;
    if (this.#sweep === undefined) this.#sweep = setInterval(() => this.#look(), SWEEP_MS);
    else if (this.#pending === 1) this.#sweep.ref();
    return () => {
      this.#take(alarm);
    };
  }

  #look(): void {
    if (this.#pending === 0) {
      this.#rest();
      return;
    }
    const now = Date.now();
    const due: Alarm[] = [];
    for (const alarm of this.#places) if (alarm !== undefined && alarm.atMs <= now) due.push(alarm);
    due.sort((a, b) => a.atMs - b.atMs || a.n - b.n);
    for (const alarm of due) if (this.#take(alarm)) alarm.ring();
  }

  /** Takes an alarm off the board; false if it is not there any more. */
  #take(alarm: Alarm): boolean {
    const { place } = alarm;
    if (this.#places[place] !== alarm) return false;
    this.#places[place] = undefined;
    this.#free.push(place);
    this.#pending -= 1;
    // The next call sets another: the timer waits for it, but holds up no exit.
    if (this.#pending === 0) this.#sweep?.unref();
    return true;
  }

  #rest(): void {
    clearInterval(this.#sweep);
    this.#sweep = undefined;
    this.#places = [];
    this.#free = [];
  }
}
