import {
  type CallContext,
  type CallOptions,
  ChatError,
  type ChatMessage,
  type ChatRequest,
  type ChatResponse,
  type ChatTransport,
  createContext,
  endAttempt,
  forkAttempt,
  forkContext,
  type ResponseChoice,
} from '@scillm/core';
import { fitForHistory } from './fit-for-history.ts';
import { readToolCalls } from './read-tool-calls.ts';
import { type EndedCall, runCalls } from './run-calls.ts';
import type { Tool } from './tool.ts';
import type { ToolCallReading } from './tool-call-reading.ts';
import { toolChoiceOf } from './tool-choice-of.ts';
import type {
  ToolCallOutcome,
  ToolRound,
  ToolRun,
  ToolRunOptions,
  ToolRunRequest,
} from './tool-run.ts';
import { ToolRunError } from './tool-run-error.ts';
import { toolsByName } from './tools-by-name.ts';
import { withCallIds } from './with-call-ids.ts';

/**
 * Asks the model, runs the tools it calls, tells it what they gave, and asks again, until it answers
 * without a call. Calls that must not be run, and tools that throw, are told to the model as well. The
 * run ends early at a call whose tool has no `execute`.
 *
 * The deadline and the trail are one for the whole run; each round has the attempts of one call. A
 * `tool_choice` that forces a call holds for the first round only, or there would be no end.
 *
 * Rejects with {@link ToolRunError}, which says how far it came: with the code of what failed, or with
 * `local_limit` beyond `maxRounds` or `maxCalls`. Options that cannot be are `invalid_config`.
 */
export async function runTools<const Tools extends readonly Tool[]>(
  transport: ChatTransport,
  request: ToolRunRequest,
  options: ToolRunOptions<Tools>,
  call: CallOptions | CallContext = {},
): Promise<ToolRun<Tools[number]>> {
  const run = new Run(transport, request, options);
  const context = 'trail' in call ? call : createContext(call);
  return (await run.perform(context)) as ToolRun<Tools[number]>;
}

type Settled = Required<Omit<ToolRunOptions<readonly Tool[]>, 'onRound'>>;

class Run {
  readonly #transport: ChatTransport;
  readonly #request: ToolRunRequest;
  readonly #options: Settled & Pick<ToolRunOptions<readonly Tool[]>, 'onRound'>;
  readonly #tools: ReadonlyMap<string, Tool>;
  readonly #messages: ChatMessage[];
  readonly #rounds: ToolRound[] = [];

  constructor(
    transport: ChatTransport,
    request: ToolRunRequest,
    options: ToolRunOptions<readonly Tool[]>,
  ) {
    this.#transport = transport;
    this.#request = request;
    const { maxRounds = 8, maxCalls = 64, parallel = true, onToolError = 'tell' } = options;
    this.#options = { ...options, maxRounds, maxCalls, parallel, onToolError };
    this.#tools = toolsByName(options.tools);
    this.#messages = [...request.messages];
    checkLimit('maxRounds', maxRounds, 1);
    checkLimit('maxCalls', maxCalls, 0);
    checkRequest(request);
  }

  async perform(context: CallContext): Promise<ToolRun> {
    try {
      for (;;) {
        const response = await this.#round(context);
        if (response !== undefined) return this.#result(response);
      }
    } catch (error) {
      const progress = { messages: this.#messages, rounds: this.#rounds };
      throw new ToolRunError(ChatError.from(error, this.#transport.id), progress);
    }
  }

  /** One question and the calls of its answer. Gives the answer if it is the last. */
  async #round(outer: CallContext): Promise<ChatResponse | undefined> {
    const number = this.#rounds.length + 1;
    const context = forkContext(forkAttempt(outer), {
      attempts: { max: outer.attempts.max, used: 0 },
      // A round has a body of its own: a backend that knows repeats must not take it for the first.
      idempotencyKey: number === 1 ? outer.idempotencyKey : `${outer.idempotencyKey}-r${number}`,
    });
    const response = await this.#ask(number, context);
    const calls: ToolCallOutcome[] = [];
    this.#rounds.push({ response, calls });
    const { finish_reason, message } = choiceOf(response, this.#transport.id);
    const asked = withCallIds(message, number);
    const source = { message: asked, finish_reason };
    const readings = await readToolCalls(source, this.#options.tools);
    this.#checkLimits(readings);
    const ended = await this.#call(readings, calls, context);
    const results = ended.flatMap(({ message: result }) => (result === undefined ? [] : [result]));
    this.#messages.push(fitForHistory(asked), ...results);
    this.#tell({ response, calls });
    return results.length === ended.length && ended.length > 0 ? undefined : response;
  }

  async #ask(round: number, context: CallContext): Promise<ChatResponse> {
    try {
      return await this.#transport.complete(this.#body(round), context);
    } finally {
      endAttempt(context);
    }
  }

  #body(round: number): ChatRequest {
    const { tool_choice, ...request } = this.#request;
    const tools = this.#options.tools.map(({ definition }) => definition);
    const choice = toolChoiceOf(tool_choice, round);
    return {
      ...request,
      messages: [...this.#messages],
      ...(tools.length === 0 ? {} : { tools }),
      ...(choice === undefined ? {} : { tool_choice: choice }),
    };
  }

  /** Runs the calls. Whatever has ended is in `calls`, however this ends. */
  async #call(
    readings: readonly ToolCallReading[],
    calls: ToolCallOutcome[],
    context: CallContext,
  ): Promise<readonly EndedCall[]> {
    const { parallel, onToolError } = this.#options;
    const ended: (EndedCall | undefined)[] = readings.map(() => undefined);
    const whole = (): EndedCall[] => ended.filter((call) => call !== undefined);
    try {
      await runCalls(readings, ended, { tools: this.#tools, parallel, onToolError }, context);
      return whole();
    } finally {
      calls.push(...whole().map(({ outcome }) => outcome));
    }
  }

  /** Throws rather than run calls whose results could not be told any more. */
  #checkLimits(readings: readonly ToolCallReading[]): void {
    const { maxRounds, maxCalls } = this.#options;
    const before = this.#rounds.reduce((sum, { calls }) => sum + calls.length, 0);
    if (before + readings.length > maxCalls) {
      throw beyond('tool_calls', `asked for more than ${maxCalls} tool calls`, 'maxCalls');
    }
    if (readings.length === 0 || this.#rounds.length < maxRounds) return;
    const isLeftToCaller = readings.some(
      ({ kind, name }) => kind === 'valid' && this.#tools.get(name)?.execute === undefined,
    );
    if (isLeftToCaller) return;
    throw beyond('tool_rounds', `still calls tools after ${maxRounds} rounds`, 'maxRounds');
  }

  #tell(round: ToolRound): void {
    try {
      this.#options.onRound?.(round);
    } catch {
      // A listener is a guest here.
    }
  }

  #result(response: ChatResponse): ToolRun {
    const calls = this.#rounds.flatMap((round) => round.calls);
    const open = calls.flatMap((call) => (call.outcome === 'open' ? [call.call] : []));
    return { response, messages: this.#messages, rounds: this.#rounds, calls, open };
  }
}

function choiceOf({ choices }: ChatResponse, subject: string): ResponseChoice {
  const [choice] = choices;
  if (choice !== undefined) return choice;
  throw new ChatError('bad_response', `${subject} gave an answer without choices.`, {
    reason: 'no_choices',
  });
}

function beyond(reason: string, did: string, option: string): ChatError {
  const advice = `Raise ${option}, or tell the model when to stop; the error holds the conversation so far.`;
  return new ChatError('local_limit', `The model ${did}. ${advice}`, { reason });
}

function checkLimit(name: string, value: number, lowest: number): void {
  if (Number.isInteger(value) && value >= lowest) return;
  throw new ChatError('invalid_config', `${name} is ${value}. Use a whole number >= ${lowest}.`);
}

function checkRequest(request: ToolRunRequest): void {
  if (!('tools' in request) || request.tools === undefined) return;
  throw new ChatError(
    'invalid_config',
    'runTools was given tools in its request. Leave them out there; options.tools says what the model may call.',
  );
}
