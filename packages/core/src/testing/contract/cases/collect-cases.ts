import assert from 'node:assert/strict';
import type { ChatChunk } from '../../../chat/chat-chunk.ts';
import type { ChatResponse } from '../../../chat/chat-response.ts';
import type { CaseRow } from '../case-row.ts';
import type { GoodScenario } from '../contract-scenario.ts';
import { answerOf, COMPLETE, OPERATIONS, STREAM } from '../operations.ts';
import type { Stage } from '../stage.ts';

/** An answer without what is different in every call. */
function comparable({ created: _, scillm, ...rest }: ChatResponse): object {
  const { servedBy, servedModel, authStyle, routing, attemptCount, refused } = scillm;
  return { ...rest, scillm: { servedBy, servedModel, authStyle, routing, attemptCount, refused } };
}

async function assertEqual(stage: Stage, scenario: GoodScenario): Promise<void> {
  stage.peer.play(scenario);
  const whole = await answerOf(stage, COMPLETE);
  const collected = await answerOf(stage, STREAM);
  assert.deepEqual(comparable(collected), comparable(whole), scenario);
}

async function chunksOf(stage: Stage): Promise<readonly ChatChunk[]> {
  const chunks: ChatChunk[] = [];
  const stream = await stage.transport.stream(stage.request, stage.context());
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** How the chunks of a stream add up. */
export const COLLECT_CASES: readonly CaseRow[] = [
  {
    id: 'S10-collect',
    title: 'streams what complete would have given: text, count and who gave it',
    play: 'answer',
    check: (stage) => assertEqual(stage, 'answer'),
  },
  {
    id: 'S10-collect-tool-call',
    title: 'streams what complete would have given: a tool call',
    play: 'tool_call',
    async check(stage) {
      await assertEqual(stage, 'tool_call');
      const [choice] = (await answerOf(stage, STREAM)).choices;
      assert.equal(choice?.finish_reason, 'tool_calls');
      const [call] = choice?.message.tool_calls ?? [];
      assert.deepEqual(call?.type === 'function' && call.function, {
        name: 'look_up',
        arguments: '{"city":"Köln"}',
      });
    },
  },
  {
    id: 'S7-mixed',
    title: 'keeps apart two tool calls whose pieces come in turn',
    play: 'tool_calls_mixed',
    async check(stage) {
      await assertEqual(stage, 'tool_calls_mixed');
      const [choice] = (await answerOf(stage, STREAM)).choices;
      assert.deepEqual(
        choice?.message.tool_calls?.map((call) => call.type === 'function' && call.function),
        ['Köln', 'Wien'].map((city) => ({
          name: 'look_up',
          arguments: JSON.stringify({ city }),
        })),
      );
    },
  },
  {
    id: 'S8-bare',
    title: 'takes a tool call without arguments, as of a tool without parameters',
    play: 'tool_call_bare',
    check: (stage) => assertEqual(stage, 'tool_call_bare'),
  },
  {
    id: 'S10-chunks',
    title: 'streams chunks in the shape of OpenAI; the last one alone counts and says who',
    play: 'answer',
    async check(stage) {
      const chunks = await chunksOf(stage);
      const last = chunks.at(-1);
      for (const chunk of chunks) {
        const { id, object, created, model, choices } = chunk;
        assert.equal(object, 'chat.completion.chunk');
        assert.deepEqual(
          [typeof id, typeof created, typeof model, Array.isArray(choices)],
          ['string', 'number', 'string', true],
        );
        if (chunk === last) continue;
        assert.equal(chunk.scillm, undefined, 'only the last chunk says who');
        assert.equal(chunk.usage ?? null, null, 'only the last chunk counts');
      }
      assert.deepEqual(last?.choices, []);
      assert.equal(last?.usage?.total_tokens, 12);
      assert.ok(last?.scillm !== undefined);
    },
  },
  {
    id: 'S10-no-usage',
    title: 'invents no usage where none was sent',
    play: 'no_usage',
    async check(stage) {
      for (const operation of OPERATIONS) {
        const answer = await answerOf(stage, operation);
        assert.ok(!('usage' in answer), `${operation.name}: usage is absent`);
        assert.ok(!('usage' in (answer.scillm.attempts[0] ?? {})), 'in the attempt too');
      }
    },
  },
];
