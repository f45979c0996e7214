import type { Secret } from '../secret/secret.ts';
import { holdsSecret, redact } from './redact.ts';

/** A word of a good answer for the trail, such as a model's name: rarely does it echo a key. */
export function redactEcho(word: string, secrets: readonly Secret[] = []): string {
  return holdsSecret(word, secrets) ? redact(word, secrets) : word;
}
