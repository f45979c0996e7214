// A chat server with one answer. The path says how long it waits: /20/chat/completions waits 20 ms.
import { createServer } from 'node:http';
import { answerText } from './message.js';

const headers = {
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(answerText),
};

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const delayMs = Number(request.url?.split('/')[1]);
  request.resume().on('end', () => {
    if (delayMs > 0) setTimeout(answer, delayMs, response);
    else answer(response);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
});
process.on('message', () => process.send?.(process.cpuUsage()));

/** @param {import('node:http').ServerResponse} response */
function answer(response) {
  response.writeHead(200, headers).end(answerText);
}
