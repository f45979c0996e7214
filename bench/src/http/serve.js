import { createServer } from 'node:net';
import { endOfRequest } from './end-of-request.js';

/**
 * A chat server that speaks just enough HTTP to cost less than the cheapest contender. Reports its base
 * URL to the parent process and, when asked, its CPU time.
 *
 * @param {(socket: import('node:net').Socket, path: string) => void} answer told the first segment of a request's path
 */
export function serve(answer) {
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('data', (piece) => {
      waiting += piece;
      for (let end = endOfRequest(waiting); end > 0; end = endOfRequest(waiting)) {
        const [path = ''] = waiting.slice(waiting.indexOf('/') + 1).split('/', 1);
        waiting = waiting.slice(end);
        answer(socket, path);
      }
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') process.send?.(`http://127.0.0.1:${address?.port}`);
  });
  process.on('message', () => process.send?.(process.cpuUsage()));
}
