import type { JsonReading } from './json-reading.ts';

type Refused = Extract<JsonReading, { kind: 'refused' }>;

/** A refusal with what to tell the model. */
export function refused(reason: Refused['reason'], ...errors: readonly string[]): Refused {
  return { kind: 'refused', reason, errors };
}
