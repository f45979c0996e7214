// A chat server with one answer. The path says how long it waits: /20/chat/completions waits 20 ms.
// It speaks just enough HTTP to cost less than the cheapest contender.
import { createServer } from 'node:net';
import { endOfRequest } from './end-of-request.js';
import { answerText } from './message.js';

const answer = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(answerText)}`,
    'connection: keep-alive',
    '',
    answerText,
  ].join('\r\n'),
);

const server = createServer({ noDelay: true }, (socket) => {
  let waiting = '';
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece) => {
    waiting += piece;
    for (let end = endOfRequest(waiting); end > 0; end = endOfRequest(waiting)) {
      const delayMs = Number(waiting.slice(waiting.indexOf('/') + 1).split('/', 1)[0]);
      waiting = waiting.slice(end);
      if (delayMs > 0) setTimeout(() => socket.write(answer), delayMs);
      else socket.write(answer);
    }
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
process.on('message', () => process.send?.(process.cpuUsage()));
