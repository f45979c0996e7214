import type { CallContext, CallMeta, ChatChunk, ChatRequest } from '@scillm/core';
import { ChatError, metaOf } from '@scillm/core';
import { changed, type Mutant, recoded, sound } from './mutant.ts';

/** Does with the stream of a sound transport what `read` says. */
function reading(
  read: (open: () => Promise<AsyncIterable<ChatChunk>>) => AsyncIterable<ChatChunk>,
  { isEager = true } = {},
): Mutant['create'] {
  return (baseUrl) => {
    const inner = sound(baseUrl);
    return {
      id: inner.id,
      complete: (request, context) => inner.complete(request, context),
      async stream(request: ChatRequest, context: CallContext) {
        if (!isEager) return read(() => inner.stream(request, context));
        const chunks = await inner.stream(request, context);
        return read(async () => chunks);
      },
    };
  };
}

/** Gives the stream out without a way to leave it. */
const unleavable = reading((open) => ({
  [Symbol.asyncIterator]() {
    const chunks = open().then((stream) => stream[Symbol.asyncIterator]());
    return { next: async () => (await chunks).next() };
  },
}));

async function* everything(
  open: () => Promise<AsyncIterable<ChatChunk>>,
): AsyncGenerator<ChatChunk, undefined> {
  yield* await open();
  return undefined;
}

const FINISH = { id: '', object: 'chat.completion.chunk', created: 0, model: '' } as const;

/** Takes any end of a stream for a good one. */
async function* contented(
  open: () => Promise<AsyncIterable<ChatChunk>>,
): AsyncGenerator<ChatChunk, undefined> {
  try {
    yield* await open();
  } catch (error) {
    if (!ChatError.is(error) || error.code !== 'stream_cut') throw error;
    yield { ...FINISH, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
    const scillm = { attempts: error.attempts, attemptCount: error.attempts.length } as CallMeta;
    yield { ...FINISH, choices: [], scillm };
  }
  return undefined;
}

const contentOf = ({ choices }: ChatChunk): string => choices[0]?.delta.content ?? '';

/** Bugs in how a stream is handed out. */
export const STREAM_MUTANTS: readonly Mutant[] = [
  {
    name: 'leaves the connection open when the reader breaks off',
    create: unleavable,
    catches: ['S11-break', 'S11-return'],
  },
  {
    name: 'gives a stream before it has begun',
    create: reading(everything, { isEager: false }),
    catches: ['S9-rejects'],
  },
  {
    name: 'loses what it read ahead',
    create: changed({ chunk: (chunk) => (contentOf(chunk) === 'Grü' ? [] : [chunk]) }),
    catches: ['S9-replays', 'S10-collect', '14-cut-after-text'],
  },
  {
    name: 'takes any end of a stream for a good one',
    create: reading(contented),
    catches: [
      ...['S5-no-finish', 'S5-end-mark', '14-no-finish', '14-end-mark-without-finish'],
      ...['14-cut-after-text', '14-error-after-text', '14-malformed-many', 'S3-tool-call'],
      ...['14-cut-in-tool-call', '14-tool-arguments-cut'],
    ],
  },
  {
    name: 'passes a second finish on',
    create: changed({
      chunk: (chunk) => (chunk.choices[0]?.finish_reason ? [chunk, chunk] : [chunk]),
    }),
    catches: ['S5-duplicate', 'S5-left-open'],
  },
  {
    name: 'gives up at the first event that is not JSON',
    create: changed({
      chunk(chunk) {
        if (metaOf(chunk)?.warnings === undefined) return [chunk];
        throw new ChatError('stream_cut', 'Not JSON.', { reason: 'malformed' });
      },
    }),
    catches: ['S3-few'],
  },
  {
    name: 'drops usage',
    create: changed({ chunk: ({ usage: _, ...chunk }) => [chunk] }),
    catches: ['S10-collect', 'S10-chunks', 'S1-line-ends-lf', '14-usage-twice', 'S2-no-end-mark'],
  },
  {
    name: 'invents usage',
    create: changed({
      chunk: (chunk) =>
        chunk.scillm === undefined ? [chunk] : [{ ...chunk, usage: chunk.usage ?? null }],
      answer: (answer) => ({ usage: { total_tokens: 0 }, ...answer }),
    }),
    catches: ['S10-no-usage'],
  },
  {
    name: 'loses the pieces of tool calls',
    create: changed({
      chunk: (chunk) => (chunk.choices[0]?.delta.tool_calls === undefined ? [chunk] : []),
    }),
    catches: ['S10-collect-tool-call'],
  },
  {
    name: 'takes all tool calls for one',
    create: changed({
      chunk(chunk) {
        const [choice] = chunk.choices;
        const calls = choice?.delta.tool_calls?.map(({ id: _, ...call }) => ({
          ...call,
          index: 0,
        }));
        if (choice === undefined || calls === undefined) return [chunk];
        return [{ ...chunk, choices: [{ ...choice, delta: { tool_calls: calls } }] }];
      },
    }),
    catches: ['S7-mixed'],
  },
  {
    name: 'asks again for arguments that the token limit cut',
    create: changed({
      error: (error) => (error.code === 'schema_invalid' ? recoded(error, 'stream_cut') : error),
    }),
    catches: ['14-tool-arguments-length'],
  },
  {
    name: 'counts in every chunk',
    create: changed({ chunk: (chunk) => [{ usage: { total_tokens: 12 }, ...chunk } as ChatChunk] }),
    catches: ['S10-chunks'],
  },
  {
    name: 'forgets who answered',
    create: changed({
      chunk: ({ scillm: _, ...chunk }) => [chunk],
      answer: (answer) => ({ ...answer, scillm: undefined }),
    }),
    catches: ['W6', 'S10-chunks', 'S10-collect'],
  },
];
