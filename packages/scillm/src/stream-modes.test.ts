import { type CallMeta, type ChatChunk, type ChatRequest, isRestart, metaOf } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { failureOf } from './__fixtures__/outcome.ts';
import { type TwoBasesOptions, twoBases } from './__fixtures__/two-bases.ts';

const request: ChatRequest = { model: 'fast', messages: [{ role: 'user', content: 'Say OK' }] };
const MODES = ['commit', 'restart', 'hold'] as const;

type Mode = (typeof MODES)[number];

/** What a reader of a stream has in the end. */
interface Seen {
  text: string;
  /** Everything handed out, thrown away or not. */
  all: string;
  restarts: number;
  calls: number;
  /** The arguments of all calls handed out, joined. */
  called: string;
  meta: CallMeta | undefined;
}

function take(seen: Seen, chunk: ChatChunk): void {
  if (isRestart(chunk)) {
    seen.restarts += 1;
    seen.text = '';
  }
  const { content, tool_calls = [] } = chunk.choices[0]?.delta ?? {};
  seen.text += content ?? '';
  seen.all += content ?? '';
  seen.calls += tool_calls.length;
  for (const call of tool_calls) seen.called += call.function?.arguments ?? '';
  seen.meta = metaOf(chunk) ?? seen.meta;
}

async function ask(options: TwoBasesOptions, streamMode: Mode, body = request) {
  const bases = await twoBases(options);
  const seen: Seen = { text: '', all: '', restarts: 0, calls: 0, called: '', meta: undefined };
  const read = async (): Promise<void> => {
    for await (const chunk of await bases.router.stream(body, { streamMode })) take(seen, chunk);
  };
  return { bases, seen, read };
}

/** `a stream_cut, b served`. */
function story({ meta }: Seen): string {
  const tries = meta?.attempts ?? [];
  return tries
    .map(({ deployment, code, outcome }) => `${deployment} ${code ?? outcome}`)
    .join(', ');
}

// Our own idle timer has to pass in two of them, so that they take as long as it does.
const FAST = { first: { timeouts: { idleMs: 200 } } };

describe('14 a stream that breaks after its first text', () => {
  const four = 'malformed=1 malformed=1 malformed=1 malformed=1';
  const THRICE = 'a stream_cut, a stream_cut, a stream_cut, b served';

  it.each<[string, string, string, boolean]>([
    ['cut=1', 'stream_cut', 'socket', true],
    ['error-event=1', 'stream_cut', 'in_band_error', true],
    ['no-finish', 'stream_cut', 'no_finish', true],
    [four, 'stream_cut', 'malformed', true],
    ['stall=1', 'timeout', 'idle', false],
    ['reasoning-only', 'timeout', 'idle', false],
  ])(
    'S6 %s: %s %s under commit, made good under restart and hold',
    async (fault, code, reason, isRetried) => {
      const faults = `chutes-1 * -> ${fault}`;
      const options = (): TwoBasesOptions =>
        isRetried ? { faults, clock: fakeClock() } : { faults, ...FAST };

      const commit = await ask(options(), 'commit');
      expect(await failureOf(commit.read())).toMatchObject({ code, reason, deployment: 'a' });
      expect('FIRST'.startsWith(commit.seen.all)).toBe(true);
      expect([commit.seen.meta, commit.bases.hits('b')]).toEqual([undefined, 0]);

      const restart = await ask(options(), 'restart');
      await restart.read();
      expect(restart.seen.text).toBe('SECOND');
      expect([restart.seen.restarts, story(restart.seen)]).toEqual(
        isRetried ? [2, 'a stream_cut, a stream_cut, b served'] : [1, 'a timeout, b served'],
      );

      const hold = await ask(options(), 'hold');
      await hold.read();
      expect([hold.seen.all, hold.seen.restarts]).toEqual(['SECOND', 0]);
      expect(story(hold.seen)).toBe(isRetried ? THRICE : 'a timeout, b served');
    },
  );

  it.each(MODES)('%s is never shown as whole where everybody breaks', async (mode) => {
    const faults = 'chutes-1 * -> no-finish\nchutes-2 * -> cut=1';
    const { seen, read } = await ask({ faults, clock: fakeClock() }, mode);
    const error = await failureOf(read());
    expect(['stream_cut', 'all_failed']).toContain(error.code);
    expect(seen.meta).toBeUndefined();
    if (mode === 'hold') expect(seen.all).toBe('');
  });

  it.each(['restart', 'hold'] as const)(
    'T6 %s: no attempt carries an earlier one’s words, so a fallback that refuses them serves',
    async (mode) => {
      const faults = 'chutes-1 * -> cut=1\nchutes-2 * -> reject=prefill';
      const { seen, read } = await ask({ faults, clock: fakeClock() }, mode);
      await read();
      expect([seen.text, seen.meta?.servedBy]).toEqual(['SECOND', 'b']);
    },
  );

  it('T6 a fallback that would refuse them does not hide the first error under commit', async () => {
    const faults = 'chutes-1 * -> cut=1\nchutes-2 * -> reject=prefill';
    const { read } = await ask({ faults, clock: fakeClock() }, 'commit');
    expect(await failureOf(read())).toMatchObject({ code: 'stream_cut', reason: 'socket' });
  });
});

describe('14 a stream that breaks before its first text is made good in every mode', () => {
  it.each<[string, string, number]>([
    ['status=429', 'rate_limit', 1],
    ['status=500', 'server_error', 3],
    ['reset', 'network', 3],
    ['body=error', 'server_error', 3],
    ['body=html', 'bad_response', 3],
    ['body=empty', 'bad_response', 3],
    ['cut=0', 'stream_cut', 3],
    ['error-event=0', 'stream_cut', 3],
    ['empty', 'empty_response', 2],
  ])('%s is %s, %i times', async (fault, code, count) => {
    for (const mode of MODES) {
      const { seen, read } = await ask(
        { faults: `chutes-1 * -> ${fault}`, clock: fakeClock() },
        mode,
      );
      await read();
      expect([seen.all, seen.restarts]).toEqual(['SECOND', 0]);
      expect(story(seen)).toBe([...Array(count).fill(`a ${code}`), 'b served'].join(', '));
    }
  });

  it.each(['hang', 'comments-only', 'stall=0'])(
    '%s is left after the first-token timer',
    async (fault) => {
      for (const mode of MODES) {
        const first = { timeouts: { firstTokenMs: 150 } };
        const { seen, read } = await ask({ faults: `chutes-1 * -> ${fault}`, first }, mode);
        await read();
        expect([seen.all, story(seen)]).toEqual(['SECOND', 'a timeout, b served']);
      }
    },
  );
});

describe('14 tool calls', () => {
  const tools = [
    {
      type: 'function',
      function: {
        name: 'ack',
        parameters: {
          type: 'object',
          properties: { ok: { type: 'boolean' } },
          required: ['ok'],
        },
      },
    },
  ] as const;
  const messages = [{ role: 'user', content: 'Call ack with ok=true' }] as const;
  const withTools: ChatRequest = { model: 'fast', messages, tools };
  const first = { override: { messages } };

  it.each(MODES)(
    'S8 cut in the middle of their arguments are never seen under %s',
    async (mode) => {
      const options = { faults: 'chutes-1 * -> cut-args', clock: fakeClock(), first };
      const { seen, read } = await ask(options, mode, withTools);
      await read();
      expect(story(seen)).toBe('a stream_cut, a stream_cut, a stream_cut, b served');
      expect([seen.restarts, seen.calls]).toEqual([0, 1]);
      expect(JSON.parse(seen.called)).toHaveProperty('ok');
    },
  );

  it.each(MODES)('S7 come whole under %s', async (mode) => {
    const { seen, read } = await ask({ clock: fakeClock(), first }, mode, withTools);
    await read();
    expect([seen.calls, seen.meta?.servedBy]).toEqual([1, 'a']);
  });
});

describe('14 odd answers that are whole are so in every mode', () => {
  it.each(['no-done', 'double-finish', 'usage=twice', 'usage=none', 'split', 'malformed=1'])(
    '%s',
    async (fault) => {
      for (const mode of MODES) {
        const { seen, read } = await ask({ faults: `chutes-1 * -> ${fault}` }, mode);
        await read();
        expect([seen.all, seen.restarts, story(seen)]).toEqual(['FIRST', 0, 'a served']);
      }
    },
  );
});
