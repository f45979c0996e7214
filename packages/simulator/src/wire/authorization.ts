import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AuthStyle } from '../log/log-entry.ts';

/** What the headers of a request say about its key, without the key. */
export interface Authorization {
  /** Which headers carried one. */
  readonly style: AuthStyle;
  /** The headers that carried the right one. */
  readonly matching: readonly ('bearer' | 'x-api-key')[];
}

/** Compares the keys a request carries with the right one, in constant time. */
export function authorizationOf(request: IncomingMessage, key: string): Authorization {
  const bearer = /^bearer\s+(.*)$/iu.exec(request.headers.authorization ?? '')?.[1];
  const header = request.headers['x-api-key'];
  const named = typeof header === 'string' && header !== '' ? header : undefined;
  const isBearer = bearer !== undefined && equal(bearer, key);
  const isNamed = named !== undefined && equal(named, key);
  return {
    style: styleOf(bearer !== undefined, named !== undefined),
    matching: [
      ...(isBearer ? (['bearer'] as const) : []),
      ...(isNamed ? (['x-api-key'] as const) : []),
    ],
  };
}

function styleOf(hasBearer: boolean, hasNamed: boolean): AuthStyle {
  if (hasBearer && hasNamed) return 'both';
  if (hasNamed) return 'x-api-key';
  return hasBearer ? 'bearer' : 'none';
}

function equal(given: string, key: string): boolean {
  return timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
