import { AssertionError } from 'node:assert/strict';

/** The promise, unless it takes longer than `limitMs` of real time: then an `AssertionError`. */
export async function within<T>(limitMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `${what} took longer than ${limitMs} ms.`;
    timer = setTimeout(() => reject(new AssertionError({ message })), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
