import { createHash } from 'node:crypto';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A key that cannot be printed by accident: `toString`, `toJSON` and inspection all say `[secret]`.
 * Only {@link Secret.reveal} gives the value, at the moment of use.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Object.defineProperty(this, INSPECT, { value: () => '[secret]' });
  }

  /** The value. Call it where the header is written and nowhere else; never store the result. */
  reveal(): string {
    return this.#value;
  }

  /** The first 8 hex digits of the value's SHA-256: tells two keys apart, and says nothing of either. */
  get fingerprint(): string {
    return createHash('sha256').update(this.#value).digest('hex').slice(0, 8);
  }

  /** `[secret]`. */
  toString(): string {
    return '[secret]';
  }

  /** `[secret]`. */
  toJSON(): string {
    return '[secret]';
  }
}
