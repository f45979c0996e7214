// A chat server that streams one answer. The path says how: /each/chat/completions sends every event in
// a write of its own, as a model does; /burst/… sends all in one, as a gateway that lags does.
import { serve } from '../http/serve.js';
import { events } from './events.js';

const head = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'content-type: text/event-stream',
    'transfer-encoding: chunked',
    'connection: keep-alive',
    '\r\n',
  ].join('\r\n'),
);

const frames = [head, ...events.map(httpChunk), Buffer.from('0\r\n\r\n')];
const burst = Buffer.concat(frames);

/** @param {string} text */
function httpChunk(text) {
  return Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

/**
 * @param {import('node:net').Socket} socket
 * @param {number} at
 */
function writeEach(socket, at) {
  const frame = frames[at];
  if (frame === undefined || socket.destroyed) return;
  socket.write(frame);
  setImmediate(writeEach, socket, at + 1);
}

serve((socket, path) => {
  if (path === 'burst') socket.write(burst);
  else writeEach(socket, 0);
});
