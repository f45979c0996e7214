// A chat server with one answer. The path says how long it waits: /20/chat/completions waits 20 ms.
import { answerText } from './message.js';
import { serve } from './serve.js';

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

serve((socket, path) => {
  const delayMs = Number(path);
  if (delayMs > 0) setTimeout(() => socket.write(answer), delayMs);
  else socket.write(answer);
});
