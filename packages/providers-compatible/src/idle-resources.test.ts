import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { contextOf, REQUEST } from '../test/ask.ts';
import { COMPLETION, sendJson } from '../test/small-server.ts';
import { createCompatible } from './create-compatible.ts';

/** What keeps this process alive, by kind. */
function held(): { readonly sockets: number; readonly timers: number } {
  const count: { [kind: string]: number } = {};
  for (const kind of process.getActiveResourcesInfo()) count[kind] = (count[kind] ?? 0) + 1;
  return { sockets: count['TCPSocketWrap'] ?? 0, timers: count['Timeout'] ?? 0 };
}

it('C7 leaves nothing that keeps a process alive after a call and a stream', async () => {
  const server = createServer((_, response) => sendJson(response, COMPLETION));
  server.on('connection', (socket) => socket.unref());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  onTestFinished(() => server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const before = held();
  const transport = createCompatible({ baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: 'key' });
  await transport.complete(REQUEST, contextOf());
  for await (const _ of await transport.stream(REQUEST, contextOf()));
  await transport.listModels(contextOf()).catch(() => undefined);
  await turn();
  // Fewer than before are no trouble: what tests before this one held may have gone meanwhile.
  const after = held();
  expect(after.sockets).toBeLessThanOrEqual(before.sockets);
  expect(after.timers).toBeLessThanOrEqual(before.timers);
});
