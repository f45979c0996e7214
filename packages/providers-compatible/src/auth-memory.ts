/** How long a style that worked is used without asking again. */
const REMEMBERED_MS = 3_600_000;

/** The header styles that a base may want. */
export type KeyStyle = 'bearer' | 'x-api-key';

/** Which header style works for one base and key. Two keys never share one. */
export interface AuthMemory {
  /** The style to start with: the one that worked within the last hour, else bearer. */
  recall(nowMs: number): KeyStyle;
  /** After a 2xx, and only then. */
  remember(style: KeyStyle, nowMs: number): void;
  /** After a 401. */
  forget(): void;
}

/** A memory that knows nothing yet. */
export function createAuthMemory(): AuthMemory {
  let known: { readonly style: KeyStyle; readonly untilMs: number } | undefined;
  return {
    recall: (nowMs) => (known !== undefined && nowMs < known.untilMs ? known.style : 'bearer'),
    remember(style, nowMs) {
      known = { style, untilMs: nowMs + REMEMBERED_MS };
    },
    forget() {
      known = undefined;
    },
  };
}
