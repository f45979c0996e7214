// A chat server that streams one answer. The path says how: /each/chat/completions sends every event in
// a write of its own, as a model does; /burst/… sends all in one, as a gateway that lags does.
import { createServer } from 'node:net';
import { endOfRequest } from '../http/end-of-request.js';
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

const server = createServer({ noDelay: true }, (socket) => {
  let waiting = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece) => {
    waiting += piece;
    for (let end = endOfRequest(waiting); end > 0; end = endOfRequest(waiting)) {
      const isBurst = waiting.slice(0, 40).includes('/burst/');
      waiting = waiting.slice(end);
      if (isBurst) socket.write(burst);
      else writeEach(socket, 0);
    }
  });
});

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

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
process.on('message', () => process.send?.(process.cpuUsage()));
