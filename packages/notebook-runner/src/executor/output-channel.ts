import { Buffer } from 'node:buffer';
import type { Display } from '../display/output-hook.ts';
import type { CellOutput } from './protocol.ts';

/** Options of {@link createOutputChannel}. */
export interface OutputChannelOptions {
  /** How much a cell may put out; the rest is replaced by a notice. */
  readonly limitBytes: number;
  /** Takes the outputs, in order. */
  readonly emit: (output: CellOutput) => void;
}

/** Joins what a cell writes to few, large outputs, and bounds it. */
export interface OutputChannel {
  /** Begins the count of a cell. */
  begin(): void;
  /** Takes text written to a stream. */
  write(name: 'stdout' | 'stderr', text: string): void;
  /** Takes a display or a result, after all text before it. */
  show(kind: 'display' | 'result', display: Display): void;
  /** Passes on what is still being joined. */
  flush(): void;
}

/** Creates a channel; text waits until there are 64 KiB of it, or 50 ms. */
export function createOutputChannel({ limitBytes, emit }: OutputChannelOptions): OutputChannel {
  let left = limitBytes;
  let joined: { name: 'stdout' | 'stderr'; texts: string[]; bytes: number } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const pending = joined;
    joined = undefined;
    if (pending) emit({ kind: 'stream', name: pending.name, text: pending.texts.join('') });
  };
  const append = (name: 'stdout' | 'stderr', text: string): void => {
    if (joined?.name !== name) flush();
    joined ??= { name, texts: [], bytes: 0 };
    joined.texts.push(text);
    joined.bytes += Buffer.byteLength(text);
    if (joined.bytes >= JOIN_BYTES) flush();
    else timer ??= setTimeout(flush, JOIN_MS).unref();
  };
  // Below zero means that the notice has been given.
  const spend = (bytes: number): boolean => {
    if (left < 0) return false;
    left -= bytes;
    return left >= 0;
  };
  const truncate = (name: 'stdout' | 'stderr', kept: string): void => {
    const gap = kept === '' || kept.endsWith('\n') ? '' : '\n';
    append(name, `${kept}${gap}[output truncated after ${limitBytes} bytes]\n`);
    flush();
  };

  return {
    flush,
    begin() {
      left = limitBytes;
    },
    write(name, text) {
      const before = left;
      if (spend(Buffer.byteLength(text))) append(name, text);
      else if (before >= 0) truncate(name, firstBytes(text, before));
    },
    show(kind, display) {
      flush();
      const before = left;
      if (spend(Buffer.byteLength(JSON.stringify(display)))) emit({ kind, display });
      else if (before >= 0) truncate('stdout', '');
    },
  };
}

const JOIN_BYTES = 64 * 1024;
const JOIN_MS = 50;

// A character cut in two at the end is left out.
function firstBytes(text: string, bytes: number): string {
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}
