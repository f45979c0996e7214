import assert from 'node:assert/strict';
import type { ChatRequest } from '../../../chat/chat-request.ts';
import type { CaseRow } from '../case-row.ts';
import { answerOf, COMPLETE, OPERATIONS, type Operation, STREAM } from '../operations.ts';
import type { Stage } from '../stage.ts';

interface Body {
  readonly [field: string]: unknown;
}

/** The body the peer received for this request. The model's name is the transport's own affair. */
async function bodyOf(stage: Stage, operation: Operation, request: ChatRequest): Promise<Body> {
  stage.peer.play('answer');
  await answerOf({ ...stage, request }, operation);
  const { model, ...rest } = JSON.parse(stage.peer.hits[0]?.body ?? 'null');
  assert.equal(typeof model, 'string');
  return rest;
}

/** A request with fields of every kind, some that no type names. */
function manyFields({ model }: ChatRequest): ChatRequest & Body {
  return {
    model,
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: ' Two  blanks, Ünïcode.\n' },
          { type: 'image_url', image_url: { url: 'https://example.invalid/a.png', detail: 'low' } },
          { type: 'text', text: '' },
        ],
      },
    ],
    temperature: 0,
    stop: null,
    logit_bias: { '50256': -100 },
    zz_unknown: { b: 1, a: [true, null, { c: '' }] },
    aa_unknown: false,
  };
}

const MARK = 'kept-out-of-the-body';

/** Freezes a value and everything in it. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** What goes over the wire, and what comes with every answer. */
export const WIRE_CASES: readonly CaseRow[] = [
  {
    id: 'W1',
    title: 'sends the request as the body, and for a stream asks for one and its usage',
    play: 'answer',
    isChatWireOnly: true,
    async check(stage) {
      const { model: _, ...fields } = stage.request;
      assert.deepEqual(await bodyOf(stage, COMPLETE, stage.request), fields);
      const { asksForUsage = true } = stage.subject;
      assert.deepEqual(await bodyOf(stage, STREAM, stage.request), {
        ...fields,
        stream: true,
        ...(asksForUsage ? { stream_options: { include_usage: true } } : {}),
      });
    },
  },
  {
    id: 'W2',
    title: 'passes unknown fields and content lists verbatim and in order',
    play: 'answer',
    isChatWireOnly: true,
    async check(stage) {
      const request = manyFields(stage.request);
      const { model: _, ...fields } = request;
      for (const operation of OPERATIONS) {
        const {
          stream: _stream,
          stream_options: _options,
          ...body
        } = await bodyOf(stage, operation, request);
        assert.equal(JSON.stringify(body), JSON.stringify(fields));
      }
    },
  },
  {
    id: 'W3',
    title: "merges its own provider's options into the body and drops all others",
    play: 'answer',
    isChatWireOnly: true,
    async check(stage) {
      const { scillm } = await answerOf(stage, COMPLETE);
      const provider = scillm.attempts[0]?.provider ?? '';
      const request = {
        ...stage.request,
        provider_options: { [provider]: { top_k: 40 }, nobody: { top_k: 1, other: true } },
      };
      const { model: _, ...fields } = stage.request;
      assert.deepEqual(await bodyOf(stage, COMPLETE, request), { ...fields, top_k: 40 });
    },
  },
  {
    id: 'W4',
    title: 'lets no option of the call into the body',
    play: 'answer',
    async check(stage) {
      const options = { maxRetries: 0, retryAfterMs: 12_345, timeoutMs: 54_321, avoid: [MARK] };
      for (const operation of OPERATIONS) {
        stage.peer.play('answer');
        await answerOf(stage, operation, stage.context());
        const plain = stage.peer.hits[0]?.body;
        stage.peer.play('answer');
        await answerOf(stage, operation, stage.context({ ...options, idempotencyKey: MARK }));
        const { body = '' } = stage.peer.hits[0] ?? {};
        assert.equal(body, plain, 'the body does not depend on the options');
        assert.ok(!body.includes(MARK));
      }
    },
  },
  {
    id: 'W5',
    title: 'never changes the request it was given',
    play: 'answer',
    async check(stage) {
      const request = frozen(manyFields(stage.request));
      const before = JSON.stringify(request);
      for (const operation of OPERATIONS) await answerOf({ ...stage, request }, operation);
      assert.equal(JSON.stringify(request), before);
      const loose = structuredClone(request);
      for (const operation of OPERATIONS) await answerOf({ ...stage, request: loose }, operation);
      assert.deepEqual(loose, request, 'a request that could be changed is not changed either');
    },
  },
  {
    id: 'W6',
    title: 'says with every answer who gave it, after which attempts',
    play: 'answer',
    async check(stage) {
      for (const operation of OPERATIONS) {
        const context = stage.context();
        const { scillm } = await answerOf(stage, operation, context);
        assert.ok(scillm, 'the answer carries scillm');
        assert.ok(scillm.servedBy !== '');
        assert.match(scillm.servedModel, /.\/contract-model$/);
        assert.equal(scillm.attempts.length, 1);
        assert.equal(scillm.attemptCount, 1);
        assert.deepEqual(scillm.attempts, context.trail);
        const [attempt] = scillm.attempts;
        assert.equal(attempt?.outcome, 'served');
        assert.equal(attempt?.servedModel, scillm.servedModel);
        assert.equal(attempt?.authStyle, scillm.authStyle);
      }
    },
  },
];
