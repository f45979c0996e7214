import {
  type CallContext,
  ChatError,
  type ChatRequest,
  createContext,
  forkContext,
} from '@scillm/core';
import { changed, type Mutant, recoded, sound } from './mutant.ts';

const NEVER = new AbortController().signal;

function onDeadClock(context: CallContext): CallContext {
  const clock = Object.create(context.clock, { alarm: { value: () => () => {} } });
  return forkContext(context, { clock });
}

function joinedTexts(request: ChatRequest): ChatRequest {
  const messages = request.messages.map((message) =>
    Array.isArray(message.content) ? { ...message, content: 'Two blanks, Ünïcode.' } : message,
  );
  return { ...request, messages: messages as ChatRequest['messages'] };
}

function withoutBigInts(request: ChatRequest): ChatRequest {
  const plain = (_: string, value: unknown): unknown =>
    typeof value === 'bigint' ? Number(value) : value;
  return JSON.parse(JSON.stringify(request, plain));
}

/** Remembers an abort and fails the next call. */
function offendedByAborts(baseUrl: string) {
  let isOffended = false;
  return changed({
    before() {
      if (isOffended) throw new ChatError('circuit_open', 'Cooling after an abort.');
    },
    error(error) {
      isOffended = error.code === 'aborted';
      return error;
    },
  })(baseUrl);
}

function retrying(baseUrl: string) {
  const inner = sound(baseUrl);
  const twice = async <T>(call: () => Promise<T>): Promise<T> => call().catch(call);
  return {
    id: inner.id,
    complete: (request: ChatRequest, context: CallContext) =>
      twice(() => inner.complete(request, context)),
    stream: (request: ChatRequest, context: CallContext) =>
      twice(() => inner.stream(request, context)),
  };
}

/** Bugs in how a call is made, limited and ended. */
export const CALL_MUTANTS: readonly Mutant[] = [
  {
    name: 'looks at the signal only after the call',
    create: changed({
      context: (context) =>
        context.signal.aborted ? createContext({ clock: context.clock }) : context,
    }),
    catches: ['C2'],
  },
  {
    name: 'ignores the signal',
    create: changed({ context: (context) => forkContext(context, { signal: NEVER }) }),
    catches: ['C2', 'C4-headers', 'C4-body', 'C4-stream', 'C5-abort', 'S11-abort'],
  },
  {
    name: "hides the caller's reason",
    create: changed({
      error: (error) =>
        error.code === 'aborted' ? new ChatError('aborted', error.message) : error,
    }),
    catches: ['C2', 'C4-headers', 'C4-body', 'C4-stream', 'C5-abort', 'S11-abort'],
  },
  {
    name: 'holds an abort against the backend',
    create: offendedByAborts,
    catches: ['C5-abort'],
  },
  {
    name: 'reports its timers as the deadline',
    create: changed({
      error: (error) => (error.code === 'timeout' ? recoded(error, 'deadline') : error),
    }),
    catches: ['C3', '14-first-token', '14-comments-only', '14-stall', '14-reasoning-only'],
  },
  {
    name: 'reports the deadline as a timeout',
    create: changed({
      error: (error) => (error.code === 'deadline' ? recoded(error, 'timeout') : error),
    }),
    catches: ['C5-deadline', 'C5-deadline-in-stream', '14-slow-drip'],
  },
  {
    name: 'makes one attempt in a call at most',
    create: changed({
      before({ trail }) {
        if (trail.length > 0) throw new ChatError('local_limit', 'One attempt is enough.');
      },
    }),
    catches: ['C3'],
  },
  {
    name: 'sets no timers',
    create: changed({ context: onDeadClock }),
    catches: [
      ...['C3', 'C5-deadline', 'C5-deadline-in-stream', '14-first-token', '14-comments-only'],
      ...['14-stall', '14-reasoning-only', 'S5-left-open', 'S5-left-open-after-end-mark'],
    ],
  },
  {
    name: 'leaves a timer',
    create: changed({
      before({ clock }) {
        clock.alarm(clock.now() + 3_600_000, () => {});
      },
    }),
    catches: ['C7-served', 'C7-failed', 'C7-left'],
  },
  {
    name: "leaves a listener on the caller's signal",
    create: changed({
      before({ signal }) {
        signal.addEventListener('abort', () => {});
      },
    }),
    catches: ['C7-served', 'C7-failed', 'C7-left'],
  },
  {
    name: 'throws other errors than ChatErrors',
    create: changed({ error: ({ message }) => new TypeError(message) }),
    catches: ['C8-faults', 'C8-request', 'R8', 'C2', '14-refused'],
  },
  {
    name: 'writes what JSON cannot hold as something else',
    create: changed({ request: withoutBigInts }),
    catches: ['C8-request'],
  },
  {
    name: 'retries by itself',
    create: retrying,
    catches: ['R8', 'C8-faults', 'C5-deadline', '14-rate-limit', '14-refused', '14-redirect'],
  },
  {
    name: 'adds a field of its own to the body',
    create: changed({ request: (request) => ({ ...request, max_tokens: 4096 }) }),
    catches: ['W1', 'W2', 'W3'],
  },
  {
    name: 'joins the parts of a message',
    create: changed({ request: joinedTexts }),
    catches: ['W2'],
  },
  {
    name: "sends other providers' options",
    create: changed({
      request: ({ provider_options, ...request }) => ({
        ...request,
        ...Object.assign({}, ...Object.values(provider_options ?? {})),
      }),
    }),
    catches: ['W3'],
  },
  {
    name: 'sends an option of the call in the body',
    create: changed({
      request: (request, { idempotencyKey }) => ({ ...request, user: idempotencyKey }),
    }),
    catches: ['W1', 'W4'],
  },
  {
    name: 'changes the request it was given',
    create: changed({
      request: (request) =>
        Object.isFrozen(request) ? request : Object.assign(request, { temperature: 1 }),
    }),
    catches: ['W5'],
  },
];
