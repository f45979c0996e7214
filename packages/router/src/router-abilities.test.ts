import type { ChatRequest, ModelCapabilities } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { askedIn, deployment, failureOf, fault, request, routerOf } from './__fixtures__/set-up.ts';

const picture: ChatRequest = {
  ...request,
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      ],
    },
  ],
};
const tools: ChatRequest = {
  ...request,
  tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
};
const json: ChatRequest = { ...request, response_format: { type: 'json_object' } };
/** 1000 tokens, at 4 characters each. */
const long: ChatRequest = {
  ...request,
  messages: [{ role: 'user', content: 'x'.repeat(4000) }],
};

const able = (id: string, capabilities: ModelCapabilities | undefined) =>
  deployment(id, ['answer'], capabilities === undefined ? {} : { capabilities });

describe('7.2 a deployment known to be unable', () => {
  it.each<[string, ChatRequest, ModelCapabilities]>([
    ['images', picture, { vlm: false }],
    ['tools', tools, { tools: false }],
    ['JSON', json, { json: false }],
    ['so long an input', long, { maxInputTokens: 999 }],
  ])('is not asked for %s, but for anything else', async (_, needy, lacking) => {
    const a = able('a', lacking);
    const { router } = routerOf([a, able('b', {})]);
    expect((await router.complete(needy)).scillm.attempts.map((each) => each.deployment)).toEqual([
      'b',
    ]);
    expect((await router.complete(request)).scillm.servedBy).toBe('a');
  });

  it.each<[string, ChatRequest, ModelCapabilities | undefined]>([
    ['nothing is known', picture, undefined],
    ['that alone is unknown', tools, { vlm: false }],
    ['the input just fits', long, { maxInputTokens: 1000 }],
    ['the format is text', { ...request, response_format: { type: 'text' } }, { json: false }],
    ['the list of tools is empty', { ...request, tools: [] }, { tools: false }],
  ])('is asked where %s', async (_, needy, known) => {
    const { router } = routerOf([able('a', known), able('b', {})]);
    expect((await router.complete(needy)).scillm.servedBy).toBe('a');
  });

  it('leaves the call to the chain where all of its route are', async () => {
    const { router } = routerOf([able('a', { vlm: false })], {
      routes: { spare: [able('s', {})] },
      fallbacks: { generic: { fast: ['spare'] } },
    });
    expect((await router.complete(picture)).scillm.servedBy).toBe('s');
  });

  it.each<[string, ChatRequest, ModelCapabilities, string]>([
    ['unsupported', picture, { vlm: false }, 'No deployment of fast takes images.'],
    ['unsupported', tools, { tools: false }, 'No deployment of fast takes tools.'],
    ['unsupported', json, { json: false }, 'No deployment of fast gives JSON.'],
    ['context_length', long, { maxInputTokens: 9 }, 'No deployment of fast has a window'],
  ])('is %s if there is nobody else, and nobody is asked', async (code, needy, lacking, text) => {
    const a = able('a', lacking);
    const { router } = routerOf([a]);
    const error = await failureOf(router.complete(needy));
    expect(error).toMatchObject({ code, attempts: [] });
    expect(error.message).toContain(text);
    expect(a.transport.calls).toEqual([]);
  });
});

describe('T3 an input that is too long', () => {
  const tooLong = fault('context_length', { status: 400 });
  const windows = (...sizes: readonly (number | undefined)[]) =>
    sizes.map((maxInputTokens, index) =>
      deployment(
        `d${index}`,
        index < sizes.length - 1 ? [tooLong] : ['answer'],
        maxInputTokens === undefined ? {} : { capabilities: { maxInputTokens } },
      ),
    );

  it('goes on to windows of its route that are known to be larger', async () => {
    const { router } = routerOf(windows(1000, 1000, undefined, 500, 4000));
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['d0', 'd4']);
  });

  it('goes on to the next larger one each time, and then to the context chain', async () => {
    const all = windows(1000, 2000, 1500, 8000).slice(0, 3);
    const { router } = routerOf(all, {
      routes: { long: [deployment('l', ['answer'])], spare: [deployment('s', ['answer'])] },
      fallbacks: { context: { fast: ['long'] }, generic: { fast: ['spare'] } },
    });
    const { scillm } = await router.complete(request);
    expect(askedIn(scillm.attempts)).toEqual(['d0', 'd1', 'l']);
  });

  it('stops where the window that was too small is unknown, and names the option', async () => {
    const { router } = routerOf(windows(undefined, 4000));
    const error = await failureOf(router.complete(request));
    expect(error.code).toBe('context_length');
    expect(askedIn(error.attempts)).toEqual(['d0']);
  });

  it('is known beforehand, and goes where the context chain says rather than the generic one', async () => {
    const small = able('a', { maxInputTokens: 10 });
    const { router } = routerOf([small], {
      routes: { long: [able('l', { maxInputTokens: 5000 })], spare: [able('s', undefined)] },
      fallbacks: { context: { fast: ['long'] }, generic: { fast: ['spare'] } },
    });
    expect(router.explain(long).plan).toEqual(['l']);
    const { scillm } = await router.complete(long);
    expect(askedIn(scillm.attempts)).toEqual(['l']);
    expect((await router.complete(request)).scillm.servedBy).toBe('a');
  });

  it('that nobody of the chain takes either is context_length, and nobody is asked', async () => {
    const { router } = routerOf([able('a', { maxInputTokens: 10 })], {
      routes: { long: [able('l', { maxInputTokens: 20 })] },
      fallbacks: { context: { fast: ['long'] } },
    });
    const error = await failureOf(router.complete(long));
    expect(error).toMatchObject({ code: 'context_length', attempts: [] });
  });
});

describe('T5 overrides', () => {
  it('are of the deployment, on the original request, in every attempt', async () => {
    const a = deployment('a', [fault('auth', { status: 401 })], {
      override: { temperature: 1, max_tokens: null },
    });
    const b = deployment('b', ['answer'], { override: { top_p: 0.5 } });
    const { router } = routerOf([a, b]);
    const asked = { ...request, temperature: 0, max_tokens: 10 };
    await router.complete(asked);
    const { max_tokens: _, ...rest } = asked;
    expect(a.transport.calls[0]?.request).toEqual({ ...rest, model: 'a-model', temperature: 1 });
    expect(b.transport.calls[0]?.request).toEqual({ ...asked, model: 'b-model', top_p: 0.5 });
    expect(asked).toEqual({ ...request, temperature: 0, max_tokens: 10 });
  });
});
