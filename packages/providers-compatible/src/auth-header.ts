import type { AuthStyle, Secret } from '@scillm/core';

/** The header that carries the key, as name and value; nothing where there is no key to send. */
export function authHeader(style: AuthStyle, key: Secret | undefined): readonly string[] {
  if (key === undefined) return [];
  if (style === 'bearer') return ['authorization', `Bearer ${key.reveal()}`];
  return style === 'x-api-key' ? ['x-api-key', key.reveal()] : [];
}
