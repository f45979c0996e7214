import { ChatError, fitMessage, redact } from '@scillm/core';
import type { JsonReading } from '../extract/json-reading.ts';

/** An answer that did not become a value, after all there was to try. */
export interface SchemaFailure extends Extract<JsonReading, { kind: 'refused' }> {
  readonly raw: string;
  readonly servedBy: string;
  readonly reasks: number;
}

type Reason = SchemaFailure['reason'];

const DID: { readonly [Name in Reason]: string } = {
  truncated: 'gave JSON that was cut',
  invalid: 'gave JSON that does not fit the schema',
  unparsable: 'gave no JSON that can be read',
  unsafe_key: 'gave JSON with a key that is not safe',
};

const ADVICE: { readonly [Name in Reason]: string } = {
  truncated: '. Raise max_tokens, ask for less, or set allowPartial.',
  invalid: '. Simplify the schema, or use a stronger model.',
  unparsable: '. Ask for JSON in the prompt, or use a stronger model.',
  unsafe_key: '. Ask again, or use another model.',
};

/** The error of a call whose answers did not fit, with the last of them as `partial`. */
export function schemaInvalid({ reason, errors, raw, servedBy, reasks }: SchemaFailure): ChatError {
  const after = reasks === 0 ? '' : ` after ${reasks} more ${reasks === 1 ? 'try' : 'tries'}`;
  const message = fitMessage({
    head: `${servedBy} ${DID[reason]}${after}: `,
    list: errors.map((error) => redact(error)),
    separator: '; ',
    advice: ADVICE[reason],
  });
  return new ChatError('schema_invalid', message, { reason, partial: raw });
}
