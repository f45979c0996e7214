import type { OutputChannel } from './output-channel.ts';

/** Sends everything written to `process.stdout` and `process.stderr` to a channel, in the order written. */
export function captureStreams(channel: OutputChannel): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new TextDecoder();
    process[name].write = (
      chunk: Uint8Array | string,
      encoding?: BufferEncoding | WriteCallback,
      callback?: WriteCallback,
    ): boolean => {
      channel.write(name, typeof chunk === 'string' ? chunk : decoder.decode(chunk, STREAM));
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
}

type WriteCallback = (error?: Error | null) => void;

const STREAM = { stream: true };
