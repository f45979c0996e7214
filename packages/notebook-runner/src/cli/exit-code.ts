/** What `nbrun` exits with. */
export const EXIT = {
  /** All went well, or was skipped for a stated reason. */
  ok: 0,
  /** A cell failed or timed out. */
  failed: 1,
  /** A notebook, an argument or a type is wrong. */
  invalid: 2,
  /** The runner itself failed. */
  internal: 3,
  /** A snapshot is missing, stale or different. */
  stale: 4,
  /** A secret would have been written. */
  secret: 5,
  /** Stopped by the user. */
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
