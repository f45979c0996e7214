import type { Answer } from '../answers/answer.ts';
import { canonicalJson } from '../answers/canonical-json.ts';
import { createAnswer } from '../answers/create-answer.ts';
import { createSeeded } from '../answers/seeded.ts';
import { tokenCount } from '../answers/token-count.ts';
import { spoil } from '../faults/spoil.ts';
import { imageProblem } from '../images/image-problem.ts';
import type { Call, Route } from '../surfaces/surface.ts';
import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import { badRequest, type Problem } from '../wire/problem.ts';
import { jsonReply, type Reply } from '../wire/reply.ts';
import { servedModel } from '../wire/served-model.ts';
import type { ChatRequest } from './chat-request.ts';
import { completionBody, type Identity, type Usage } from './completion-body.ts';
import { completionSteps } from './completion-steps.ts';
import { imagesOf } from './message-content.ts';
import { readChat } from './read-chat.ts';

/** `POST /v1/chat/completions`, plain and streamed. */
export const chatCompletions: Route = { method: 'POST', answer };

function answer(call: Call): Reply | Problem {
  const chat = readChat(call.body);
  if ('status' in chat) return chat;
  return (
    modelProblem(call, chat) ??
    imageProblem(chat.messages.flatMap(imagesOf)) ??
    completed(call, chat)
  );
}

function modelProblem({ surface, actions }: Call, { model }: ChatRequest): Problem | null {
  if (surface.serves(model) && actions.unlisted !== true) return null;
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return badRequest(message, { status: 404, code: 'model_not_found' });
}

function completed({ surface, seed, body, actions }: Call, chat: ChatRequest): Reply {
  const { stream, stream_options: streamOptions, ...asked } = body;
  const canonical = canonicalJson(asked);
  const random = createSeeded(seed, surface.name, canonical);
  const identity: Identity = {
    id: `chatcmpl-sim-${random.hex(24)}`,
    toolCallId: `call_sim_${random.hex(16)}`,
    model: servedModel(actions.wrongModel ?? chat.model),
  };
  const said = spoil(createAnswer(chat, random), chat, actions);
  const usage = usageOf(canonical, said);
  if (stream === true) {
    const shown = isJsonObject(streamOptions) && streamOptions['include_usage'] === true;
    const steps = completionSteps(said, identity, shown ? usage : null, actions);
    return { kind: 'stream', status: 200, steps, headers: {} };
  }
  const shown = actions.usage === 'none' ? null : usage;
  return jsonReply(completionBody(said, identity, shown) satisfies JsonObject);
}

function usageOf(canonical: string, { content, refusal, reasoning, toolCall }: Answer): Usage {
  const called = toolCall === null ? '' : toolCall.name + toolCall.arguments;
  const prompt = tokenCount(canonical);
  const completion = tokenCount(`${content ?? ''}${refusal ?? ''}${reasoning ?? ''}${called}`);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
}
