import type { ChatTransport } from '@scillm/core';
import type { KeyStyle } from './auth-memory.ts';
import type { CanonicalAuth } from './canonical-auth.ts';

/** A transport over two others that differ in the header style only. */
export function canonicalTransport(
  styled: { readonly [Style in KeyStyle]: ChatTransport },
  auth: CanonicalAuth,
): ChatTransport {
  const { id, pool } = styled.bearer;
  return {
    id,
    ...(pool === undefined ? {} : { pool }),
    complete: (request, context) =>
      auth((style, inner) => styled[style].complete(request, inner), context),
    stream: (request, context) =>
      auth((style, inner) => styled[style].stream(request, inner), context),
  };
}
