import { gzipSync } from 'node:zlib';
import type { FaultActions } from '../faults/fault-actions.ts';
import type { Outlet } from './outlet.ts';
import type { Reply } from './reply.ts';
import { scriptedHeaders } from './scripted-headers.ts';
import { writePadding } from './write-padding.ts';

/** Sends a reply that is one body, with what the script does to its transport. */
export async function sendBody(
  reply: Extract<Reply, { kind: 'body' }>,
  status: number,
  actions: FaultActions,
  outlet: Outlet,
): Promise<void> {
  const { gzipBroken, oversizeBytes = 0, contentLength } = actions;
  const body = gzipBroken === true ? brokenGzip(reply.text) : Buffer.from(reply.text);
  const padding = Math.max(0, oversizeBytes - body.length);
  const own = {
    ...reply.headers,
    'content-type': reply.contentType,
    ...(gzipBroken === true ? { 'content-encoding': 'gzip' } : {}),
    ...(padding === 0 ? { 'content-length': String(body.length) } : {}),
  };
  outlet.head(status, scriptedHeaders(own, actions, Date.now()));
  await writePadding(padding, outlet);
  await outlet.write(body);
  outlet.end();
  // A length that does not fit the body leaves the connection useless for another request.
  if (contentLength !== undefined) outlet.destroyWhenFlushed();
}

function brokenGzip(text: string): Buffer {
  const whole = gzipSync(text);
  return whole.subarray(0, Math.ceil(whole.length / 2));
}
