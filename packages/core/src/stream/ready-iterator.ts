/** The reading end of a stream, which may have something in hand that needs no waiting for. */
export interface ReadyIterator<T> extends AsyncIterator<T, undefined> {
  /**
   * What is next, if it is in hand and nobody waits for it, without a promise; `undefined` says
   * nothing about what `next` will give. Streams of our own have it.
   */
  take?(): T | undefined;
}
