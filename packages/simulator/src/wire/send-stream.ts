import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FaultActions } from '../faults/fault-actions.ts';
import { bytePieces } from './byte-pieces.ts';
import type { Outlet } from './outlet.ts';
import type { Reply, StreamStep } from './reply.ts';
import { scriptedHeaders } from './scripted-headers.ts';
import { writePadding } from './write-padding.ts';

type SendStep = Extract<StreamStep, { kind: 'send' }>;

const PREFIX = 'data: ';
const TRAILER_BYTES = 8;

/** Sends a streamed reply step by step; `onChunk` hears of every event that counts. */
export async function sendStream(
  reply: Extract<Reply, { kind: 'stream' }>,
  status: number,
  actions: FaultActions,
  outlet: Outlet,
  onChunk: () => void,
): Promise<void> {
  const own = {
    ...reply.headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...(actions.gzipBroken === true ? { 'content-encoding': 'gzip' } : {}),
  };
  outlet.head(status, scriptedHeaders(own, actions, Date.now()));
  if (actions.gzipBroken === true) {
    await outlet.write(gzipSync(textOf(reply.steps)).subarray(0, -TRAILER_BYTES));
  } else {
    await sendSteps(reply.steps, actions, outlet, onChunk);
  }
  if (outlet.isDestroyed) return;
  outlet.end();
  // A length that does not fit the body leaves the connection useless for another request.
  if (actions.contentLength !== undefined) outlet.destroyWhenFlushed();
}

async function sendSteps(
  steps: readonly StreamStep[],
  actions: FaultActions,
  outlet: Outlet,
  onChunk: () => void,
): Promise<void> {
  const sendEvent = actions.split === true ? sendSplit : sendWhole;
  for (const step of steps) {
    if (step.kind === 'send') {
      await sendEvent(step, outlet);
      if (step.counts) onChunk();
    } else {
      await take(step, outlet);
    }
  }
}

async function take(step: Exclude<StreamStep, SendStep>, outlet: Outlet): Promise<void> {
  if (step.kind === 'wait') return outlet.pause(step.ms);
  if (step.kind === 'stall') return fallSilent(step.commentEveryMs, outlet);
  return outlet.destroy('close');
}

async function sendSplit({ text }: SendStep, outlet: Outlet): Promise<void> {
  for (const piece of bytePieces(text)) {
    await outlet.write(piece);
    await setImmediate();
  }
}

async function sendWhole({ text, padToBytes = 0 }: SendStep, outlet: Outlet): Promise<void> {
  const padding = Math.max(0, padToBytes - Buffer.byteLength(text));
  if (padding === 0) return outlet.write(text);
  await outlet.write(PREFIX);
  await writePadding(padding, outlet);
  await outlet.write(text.slice(PREFIX.length));
}

async function fallSilent(commentEveryMs: number | null, outlet: Outlet): Promise<void> {
  if (commentEveryMs === null) return outlet.hang();
  for (;;) {
    await outlet.write(': keep-alive\n\n');
    await outlet.pause(commentEveryMs);
  }
}

function textOf(steps: readonly StreamStep[]): string {
  return steps.map((step) => (step.kind === 'send' ? step.text : '')).join('');
}
