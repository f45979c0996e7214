/** A JSON value that is put together in the order of its text. */
export class GrowingTree {
  #root: unknown;
  readonly #path: Level[] = [];

  /** What is there so far; `undefined` before anything is. */
  get root(): unknown {
    return this.#root;
  }

  /** The kind of the innermost container that is not closed. */
  get innermost(): 'object' | 'array' | undefined {
    const level = this.#path.at(-1);
    if (level === undefined) return undefined;
    return Array.isArray(level.holder) ? 'array' : 'object';
  }

  /** Opens an object or array at the place that is next. */
  open(holder: Level['holder']): void {
    this.put(holder);
    this.#path.push({ holder, slot: Array.isArray(holder) ? 0 : '' });
  }

  close(): void {
    this.#path.pop();
  }

  /** Names the place that is next. Says no to a key that may reach into prototypes. */
  name(key: string): boolean {
    const level = this.#path.at(-1);
    if (level === undefined || key === '__proto__') return false;
    if (key === 'prototype' && this.#path.at(-2)?.slot === 'constructor') return false;
    level.slot = key;
    return true;
  }

  /** Sets what is at the place that is next, once or repeatedly. */
  put(value: unknown): void {
    const level = this.#path.at(-1);
    if (level === undefined) this.#root = value;
    else Reflect.set(level.holder, level.slot, value);
  }

  /** Goes on to the next element of the array. */
  advance(): void {
    const level = this.#path.at(-1);
    if (level !== undefined && typeof level.slot === 'number') level.slot++;
  }
}

interface Level {
  readonly holder: Record<string | number, unknown> | unknown[];
  /** Where in the holder the next value goes: a key of an object, an index of an array. */
  slot: string | number;
}
