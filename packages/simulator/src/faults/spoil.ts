import type { Answer } from '../answers/answer.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import { isJsonObject } from '../wire/json-object.ts';
import type { ContentWord, FaultActions } from './fault-actions.ts';

const PROSE = 'The lighthouse keeper put the letter away and went out to look at the weather.';
const REASONING = 'Let me think about this. First I look at what was asked, then';

type Spoiler = (answer: Answer, chat: ChatRequest) => Answer;

const SPOILERS: Readonly<Record<ContentWord, Spoiler>> = {
  empty: (answer) => ({ ...answer, content: '', toolCall: null, finish: 'stop' }),
  garbage: (answer) => withPayload(answer, () => PROSE),
  fenced: (answer) =>
    answer.content === null
      ? answer
      : { ...answer, content: `Here it is:\n\`\`\`json\n${answer.content}\n\`\`\`` },
  truncated: (answer) => ({ ...withPayload(answer, firstHalf), finish: 'length' }),
  'bad-args': (answer, chat) =>
    answer.toolCall === null ? answer : withPayload(answer, () => wrongArguments(answer, chat)),
  refusal: (answer) => ({
    ...answer,
    content: null,
    toolCall: null,
    refusal: 'I cannot help with that.',
    finish: 'stop',
  }),
  'content-filter': (answer) => ({
    ...answer,
    content: '',
    toolCall: null,
    finish: 'content_filter',
  }),
};

/** Changes an answer as the script's content words, `cut-args` and `reasoning-only` say. */
export function spoil(answer: Answer, chat: ChatRequest, actions: FaultActions): Answer {
  const { content, cutArgs, reasoningOnly } = actions;
  const spoiled = content === undefined ? answer : SPOILERS[content](answer, chat);
  if (reasoningOnly === true) {
    return { ...spoiled, content: '', toolCall: null, reasoning: REASONING, finish: 'stop' };
  }
  return cutArgs === true && spoiled.toolCall !== null ? withPayload(spoiled, firstHalf) : spoiled;
}

function withPayload(answer: Answer, change: (text: string) => string): Answer {
  const { toolCall, content } = answer;
  return toolCall === null
    ? { ...answer, content: change(content ?? '') }
    : { ...answer, toolCall: { ...toolCall, arguments: change(toolCall.arguments) } };
}

function firstHalf(text: string): string {
  const characters = [...text];
  return characters.slice(0, Math.ceil(characters.length / 2)).join('');
}

function wrongArguments({ toolCall }: Answer, { tools }: ChatRequest): string {
  const properties = tools.find(({ name }) => name === toolCall?.name)?.parameters['properties'];
  const names = isJsonObject(properties) ? Object.entries(properties) : [];
  // Without declared properties any object would do, so a list is what cannot.
  if (names.length === 0) return '[]';
  return JSON.stringify(Object.fromEntries(names.map(([name, schema]) => [name, wrong(schema)])));
}

function wrong(schema: unknown): unknown {
  return isJsonObject(schema) && schema['type'] === 'string'
    ? { wrong: true }
    : 'not what was asked';
}
