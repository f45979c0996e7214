import type { ChatResponse, ChatTransport } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { deployment, request, routerOf } from './__fixtures__/set-up.ts';

/** A transport whose model declines. */
function declining(id: string): ChatTransport {
  const plain = scriptedTransport(['no'], { id });
  return {
    ...plain,
    async complete(asked, context): Promise<ChatResponse> {
      const answer = await plain.complete(asked, context);
      return { ...answer, scillm: { ...answer.scillm, refused: true } };
    },
  };
}

describe('E9 a refusal', () => {
  const refusing = { id: 'a', model: 'm', transport: declining('a') };

  it('is an answer, and no chain but the content chain takes it', async () => {
    const { router } = routerOf([refusing, deployment('b', ['yes'])], {
      routes: { slow: [deployment('c', ['yes'])] },
      fallbacks: { generic: { fast: ['slow'] } },
    });
    const { scillm } = await router.complete(request);
    expect(scillm).toMatchObject({ servedBy: 'a', refused: true, attemptCount: 1 });
  });

  it('goes to the content chain where one is set, and the trail has both', async () => {
    const { router } = routerOf([refusing, deployment('b', ['yes'])], {
      routes: { other: [deployment('c', ['yes'])] },
      fallbacks: { content: { fast: ['other'] } },
    });
    const { scillm } = await router.complete(request);
    expect(scillm.servedBy).toBe('c');
    expect(scillm.attempts.map(({ deployment: id, outcome }) => [id, outcome])).toEqual([
      ['a', 'served'],
      ['c', 'served'],
    ]);
  });

  it('of the whole content chain is the answer', async () => {
    const { router } = routerOf([refusing], {
      routes: { other: [{ id: 'c', model: 'm', transport: declining('c') }] },
      fallbacks: { content: { fast: ['other'] } },
    });
    const { scillm } = await router.complete(request);
    expect(scillm).toMatchObject({ servedBy: 'c', refused: true });
  });
});

describe('C8 a request that is none', () => {
  it.each([undefined, {}, { model: 'fast' }, { model: 'fast', messages: [null] }])(
    '%j is invalid_request, whatever the deployments can do',
    async (odd) => {
      const able = { ...deployment('a', ['x']), capabilities: { vlm: true }, limits: { rpm: 9 } };
      const { router } = routerOf([able]);
      await expect(router.complete(odd as never)).rejects.toMatchObject({
        code: 'invalid_request',
      });
    },
  );
});
