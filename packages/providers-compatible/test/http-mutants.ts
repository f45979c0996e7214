import { ChatError } from '@scillm/core';
import type { HttpClient, HttpRequest } from '@scillm/core/http';
import { changed, type Mutant, recoded } from './mutant.ts';
import { type Spoiling, spoiled } from './spoiled-http.ts';

const MALFORMED = 'data: {"choices": [\n\n';

/** Asks where a redirect points to, key and all. */
function following(http: HttpClient): HttpClient {
  return {
    close: () => http.close(),
    async open(request: HttpRequest) {
      const answer = await http.open(request);
      const { location } = answer.headers;
      if (typeof location !== 'string') return answer;
      answer.body.cancel();
      const { origin, pathname: path } = new URL(location);
      return http.open({ ...request, origin, path });
    },
  };
}

const withoutHeader =
  (name: string): NonNullable<Spoiling['headers']> =>
  (headers) => ({ ...headers, [name]: undefined });

const statusIs =
  (from: number, to: number): NonNullable<Spoiling['status']> =>
  (status) =>
    status === from ? to : status;

function failing(isWrong: (text: string) => boolean): NonNullable<Spoiling['text']> {
  return (text) => {
    if (!isWrong(text)) return text;
    throw new ChatError('bad_response', 'An odd stream.');
  };
}

/** Bugs in how events are told apart. */
const READING_MUTANTS: readonly Mutant[] = [
  {
    name: 'knows no line end but CRLF',
    create: spoiled({ text: (text) => text.replace(/(?<!\r)\n/g, ' ') }),
    catches: ['S1-line-ends-lf'],
  },
  {
    name: 'knows no CR',
    create: spoiled({ text: (text) => text.replaceAll('\r', '') }),
    catches: ['S1-line-ends-cr'],
  },
  {
    name: 'takes the CR of a CRLF for a part of the line',
    create: spoiled({ text: (text) => text.replaceAll('\r\n', ' \n') }),
    catches: ['S1-line-ends-crlf', 'S1-split'],
  },
  {
    name: 'decodes each piece by itself',
    create: spoiled({ bytes: (piece) => Buffer.from(Buffer.from(piece).toString('utf8')) }),
    catches: ['S1-split', 'S1-split-bytes'],
  },
  {
    name: 'keeps a byte order mark',
    create: spoiled({ text: (text) => text.replace(/^\xef\xbb\xbf/, '$&$&') }),
    catches: ['S1-byte-order-mark'],
  },
  {
    name: 'takes only the first data line of an event',
    create: spoiled({
      text: (text) => text.replace(/\ndata: (?! )(?=[ }\]])|\ndata: {2}/g, '\nx: '),
    }),
    catches: ['S1-data-lines'],
  },
  {
    name: 'takes comments for data',
    create: spoiled({ text: (text) => text.replace(/^:/gm, 'data:') }),
    catches: ['S1-comments-and-fields'],
  },
  {
    name: 'forgets an event that ends with the stream',
    create: spoiled({ whole: (text) => text.slice(0, text.lastIndexOf('\n\n') + 2) }),
    catches: ['S1-no-last-blank-line'],
  },
  {
    name: 'asks for an end mark',
    create: spoiled({
      whole(text) {
        if (text.includes('[DONE]')) return text;
        throw new ChatError('stream_cut', 'No end mark.');
      },
    }),
    catches: ['S2-no-end-mark'],
  },
  {
    name: 'cannot bear an event without choices',
    create: spoiled({ text: failing((text) => text.includes('"choices":[]}\n')) }),
    catches: ['S2-empty-choices'],
  },
  {
    name: 'knows no event named error',
    create: spoiled({ text: (text) => text.replaceAll('event: error\n', '') }),
    catches: ['S2-error-event'],
  },
  {
    name: 'skips whatever is not JSON',
    create: spoiled({ text: (text) => text.replaceAll(MALFORMED, '') }),
    catches: ['S3-few', 'S3-tool-call', '14-malformed-many'],
  },
  {
    name: 'takes a tool call without arguments for one that was cut',
    create: spoiled({ text: (text) => text.replaceAll('"arguments":""}', '"arguments":"{"}') }),
    catches: ['S8-bare'],
  },
  {
    name: 'reads every answer to a stream as events',
    create: spoiled({ headers: withoutHeader('content-type') }),
    catches: ['S4', '14-html', '14-error-in-200'],
  },
  {
    name: 'keeps the first of two counts',
    create: spoiled({
      text: (text) => text.replace(/(":2\}\}\n\n)data: .*"total_tokens":12.*\n\n/, '$1'),
    }),
    catches: ['14-usage-twice'],
  },
];

/** Bugs in how a failing answer is understood. */
const JUDGING_MUTANTS: readonly Mutant[] = [
  {
    name: 'follows redirects',
    create: spoiled({ client: following }),
    catches: ['14-redirect'],
  },
  {
    name: 'reads no retry-after',
    create: spoiled({ headers: withoutHeader('retry-after') }),
    catches: ['14-retry-after-seconds', '14-retry-after-http-date', '14-retry-after-iso-date'],
  },
  {
    name: 'knows no retry-after in milliseconds',
    create: spoiled({ headers: withoutHeader('retry-after-ms') }),
    catches: ['14-retry-after-ms'],
  },
  {
    name: "compares dates with its own clock instead of the answer's",
    create: spoiled({ headers: withoutHeader('date') }),
    catches: ['14-retry-after-http-date', '14-retry-after-iso-date'],
  },
  {
    name: 'waits for counters that are not spent',
    create: spoiled({
      headers: (headers) =>
        'x-ratelimit-remaining-tokens' in headers
          ? { ...headers, 'x-ratelimit-remaining-tokens': '0' }
          : headers,
    }),
    catches: ['14-spent-counters'],
  },
  {
    name: 'invents a wait',
    create: spoiled({ headers: (headers) => ({ 'retry-after': '1', ...headers }) }),
    catches: ['14-rate-limit', '14-unavailable-503', '14-server-error-500'],
  },
  {
    name: 'takes 503 for a server error like any other',
    create: spoiled({ status: statusIs(503, 500) }),
    catches: ['14-unavailable-503'],
  },
  {
    name: 'takes 529 for a server error like any other',
    create: spoiled({ status: statusIs(529, 500) }),
    catches: ['14-overloaded-529'],
  },
  {
    name: 'does not see that a failure speaks of capacity',
    create: spoiled({ text: (text) => text.replace('No Capacity left.', 'No.') }),
    catches: ['14-capacity-500'],
  },
  {
    name: 'takes a spent quota for a rate limit',
    create: changed({
      error: (error) => (error.code === 'quota' ? recoded(error, 'rate_limit') : error),
    }),
    catches: ['14-quota-402', '14-quota-429'],
  },
  {
    name: 'takes every failure for a wrong request',
    create: changed({ error: (error) => recoded(error, 'invalid_request') }),
    catches: [
      ...['14-unauthorized-401', '14-forbidden-403', '14-no-model-404', '14-context-length'],
      ...['14-content-filter-400', '14-content-filter-finish', '14-feature-400', '14-feature-422'],
      ...['14-error-in-200', '14-html', '14-empty-body', '14-empty-answer', '14-reset'],
      ...['14-refused', '14-redirect', '14-content-length-long', '14-content-length-short'],
      ...['14-compressed-garbage', '14-oversized', 'S1-oversized', '14-cut-before-text'],
      ...['14-error-before-text', '14-server-error-500', '14-no-finish', 'S9-rejects'],
    ],
  },
  {
    name: 'takes a wrong request for a fault of the backend',
    create: changed({
      error: (error) => (error.code === 'invalid_request' ? recoded(error, 'server_error') : error),
    }),
    catches: ['14-invalid-400'],
  },
];

/** Bugs in how answers are read and judged. */
export const HTTP_MUTANTS: readonly Mutant[] = [...READING_MUTANTS, ...JUDGING_MUTANTS];
