import { request } from '../http/message.js';

export { request };

/** The same as those send it who write no JSON of their own. */
export const requestText = JSON.stringify({
  ...request,
  stream: true,
  stream_options: { include_usage: true },
});
