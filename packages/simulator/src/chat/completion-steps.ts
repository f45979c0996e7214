import type { Answer } from '../answers/answer.ts';
import type { FaultActions } from '../faults/fault-actions.ts';
import { CREATED } from '../wire/created.ts';
import type { JsonObject } from '../wire/json-object.ts';
import type { StreamStep } from '../wire/reply.ts';
import { statusProblem } from '../wire/status-problem.ts';
import { answerDeltas } from './answer-deltas.ts';
import type { Identity, Usage } from './completion-body.ts';

const COMMENT_EVERY_MS = 25;
const SERVER_ERROR = 500;
const DONE: StreamStep = { kind: 'send', text: 'data: [DONE]\n\n', counts: false };
const MALFORMED: StreamStep = { kind: 'send', text: 'data: {"id": "broken\n\n', counts: true };
const SILENCE: StreamStep = { kind: 'stall', commentEveryMs: null };

/** A streamed answer, and what the script does to it, as a list of steps. */
export function completionSteps(
  answer: Answer,
  identity: Identity,
  usage: Usage | null,
  actions: FaultActions,
): readonly StreamStep[] {
  if (actions.commentsOnly === true) {
    return [{ kind: 'stall', commentEveryMs: Math.max(1, actions.dripMs ?? COMMENT_EVERY_MS) }];
  }
  const chunk = (choices: readonly JsonObject[], further: JsonObject = {}): StreamStep =>
    event({
      id: identity.id,
      object: 'chat.completion.chunk',
      created: CREATED,
      model: identity.model,
      choices,
      ...(usage === null ? {} : { usage: null }),
      ...further,
    });
  const choice = (delta: JsonObject, finish: string | null = null): StreamStep =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }]);
  const content = answerDeltas(answer, identity.toolCallId).map((delta, index) =>
    index === 0 ? padded(choice(delta), actions) : choice(delta),
  );
  const body = [
    choice({ role: 'assistant', content: answer.toolCall === null ? '' : null }),
    ...interrupted(content, actions),
  ];
  if (body.some(endsStream)) return dripped(upToEnd(body), actions);
  if (actions.reasoningOnly === true) return dripped([...body, SILENCE], actions);
  const tail = [
    ...repeated(choice({}, answer.finish), finishes(actions)),
    ...repeated(chunk([], { usage }), usages(usage, actions)),
    ...ending(actions),
  ];
  return dripped([...body, ...tail], actions);
}

function event(payload: JsonObject): StreamStep {
  return { kind: 'send', text: `data: ${JSON.stringify(payload)}\n\n`, counts: true };
}

const ERROR_EVENT: StreamStep = event({ error: errorOf(SERVER_ERROR) });

function errorOf(status: number): JsonObject {
  const { message, type, code, param } = statusProblem(status);
  return { message, type, code, param };
}

function interrupted(content: readonly StreamStep[], actions: FaultActions): readonly StreamStep[] {
  const { malformed = [], errorEvent, stall, cut } = actions;
  const insertions: readonly (readonly [place: number | undefined, step: StreamStep])[] = [
    ...malformed.map((place) => [place, MALFORMED] as const),
    [errorEvent, ERROR_EVENT],
    [stall, SILENCE],
    [cut, { kind: 'cut' }],
  ];
  const at = (place: number): readonly StreamStep[] =>
    insertions.flatMap(([wanted, step]) =>
      wanted !== undefined && Math.min(wanted, content.length) === place ? [step] : [],
    );
  return [...at(0), ...content.flatMap((step, index) => [step, ...at(index + 1)])];
}

function padded(step: StreamStep, { oversizeBytes = 0 }: FaultActions): StreamStep {
  return step.kind === 'send' ? { ...step, padToBytes: oversizeBytes } : step;
}

function endsStream(step: StreamStep): boolean {
  return step === ERROR_EVENT || step.kind === 'stall' || step.kind === 'cut';
}

function upToEnd(steps: readonly StreamStep[]): readonly StreamStep[] {
  return steps.slice(0, steps.findIndex(endsStream) + 1);
}

function repeated(step: StreamStep, times: number): readonly StreamStep[] {
  return Array.from({ length: times }, () => step);
}

function finishes({ noFinish, doubleFinish }: FaultActions): number {
  if (noFinish === true) return 0;
  return doubleFinish === true ? 2 : 1;
}

function usages(usage: Usage | null, actions: FaultActions): number {
  if (usage === null || actions.usage === 'none') return 0;
  return actions.usage === 'twice' ? 2 : 1;
}

function ending({ noDone, noFinish }: FaultActions): readonly StreamStep[] {
  if (noDone !== true) return [DONE];
  return noFinish === true ? [] : [SILENCE];
}

function dripped(steps: readonly StreamStep[], { dripMs }: FaultActions): readonly StreamStep[] {
  if (dripMs === undefined) return steps;
  const wait: StreamStep = { kind: 'wait', ms: dripMs };
  return steps.flatMap((step): readonly StreamStep[] =>
    step.kind === 'send' ? [wait, step] : [step],
  );
}
