import {
  type AttemptPlan,
  type CallContext,
  type CallMeta,
  type CallWarning,
  ChatError,
  type ChatErrorDetails,
  type ChatRequest,
  type ChatResponse,
  forkAttempt,
  forkContext,
  type JsonMeta,
} from '@scillm/core';
import type { JsonOptions } from '../json-options.ts';
import type { Ladder } from '../ladder/create-ladder.ts';
import { isWrapped, rungRequest } from '../ladder/rung-request.ts';
import type { CompiledSchema } from '../schema/compiled-schema.ts';
import { type AnswerText, answerText } from './answer-text.ts';
import type { JsonAnswer } from './json-answer.ts';
import { type AnswerReading, readAnswer } from './read-answer.ts';
import { reaskMessages } from './reask-messages.ts';
import { schemaInvalid } from './schema-invalid.ts';
import { untilEnded } from './until-ended.ts';

/** What a {@link JsonCall} works with. */
export interface JsonCallSetup {
  readonly request: ChatRequest;
  readonly options: JsonOptions;
  readonly schema: CompiledSchema;
  readonly ladder: Ladder;
  /** Of the whole call; deadline, budget and trail span all that is asked. */
  readonly context: CallContext;
}

/** What is to be sent, and with which context. */
export interface Ask {
  readonly request: ChatRequest;
  readonly context: CallContext;
}

type Refused = Extract<AnswerReading, { kind: 'refused' }>;

/** Why the next ask is not the first one. */
type Again =
  | { readonly kind: 'rung' }
  | {
      readonly kind: 'same';
      readonly deployment: string;
      readonly raw: string;
      readonly errors: readonly string[];
    }
  | { readonly kind: 'other' };

/** One value being asked for: what to send next, until an answer fits or nothing is left to try. */
export class JsonCall {
  readonly #setup: JsonCallSetup;
  #asks = 0;
  /** Length of the trail when the ask under way began. */
  #from = 0;
  #again: Again | undefined;
  #same: number;
  #other: number;
  #reasks = 0;
  #avoid: ReadonlySet<string>;

  constructor(setup: JsonCallSetup) {
    const { reasks = {} } = setup.options;
    const { same = 1, other = 1 } = reasks === 0 ? { same: 0, other: 0 } : reasks;
    this.#setup = setup;
    this.#same = same;
    this.#other = other;
    this.#avoid = setup.context.avoid;
  }

  /** The rung that is asked on now. */
  get rung(): JsonMeta['rung'] {
    return this.#setup.ladder.rung;
  }

  /** Whether the value is asked for inside an object. */
  get isWrapped(): boolean {
    return isWrapped(this.rung, this.#setup.schema);
  }

  /** What to send now. Every ask is an attempt, or several, with an end of its own. */
  next(): Ask {
    const { request, schema, context } = this.#setup;
    const again = this.#again;
    const body = rungRequest(this.rung, request, schema);
    const messages =
      again?.kind === 'same'
        ? [...body.messages, ...reaskMessages(again.raw, again.errors)]
        : body.messages;
    const attempt = forkAttempt(context, this.#plan());
    this.#asks += 1;
    this.#from = context.trail.length;
    return {
      request: { ...body, messages },
      context: forkContext(attempt, { avoid: this.#avoid }),
    };
  }

  /** After an ask that failed. Throws its error unless it was refused and a lower rung is left. */
  failed(error: unknown): void {
    this.#noteAsked(false);
    const isRefusal = ChatError.is(error) && isUnsupported(error);
    if (!isRefusal || !this.#hasMore() || !this.#setup.ladder.drop()) throw error;
    this.#again ??= { kind: 'rung' };
  }

  /**
   * After an answer. Resolves with what the call ends with; with nothing where it is to be asked
   * again. Rejects with `schema_invalid` where nothing is left to try, with `content_filter` where
   * the model refuses.
   */
  async answered(response: ChatResponse): Promise<JsonAnswer | undefined> {
    this.#noteAsked(true);
    const said = this.#textOf(response);
    if (said === undefined) {
      const told = this.#told(response, {});
      return { value: undefined, raw: '', text: '', response: told, isToolCall: true };
    }
    const { raw } = said;
    const { schema, options, context } = this.#setup;
    const reading = await readAnswer(raw, {
      schema,
      options,
      isWrapped: this.isWrapped,
      finishReason: said.finishReason,
      wait: (checked) => untilEnded(context, checked),
    });
    if (reading.kind === 'refused') {
      this.#askAgain(reading, raw, response);
      return undefined;
    }
    const { value, text, repairs, isPartial } = reading;
    const told = this.#told(response, {
      json: this.#meta(repairs),
      ...(isPartial ? { warnings: [...(response.scillm.warnings ?? []), PARTIAL] } : {}),
    });
    return { value, raw, text, response: told, isToolCall: false };
  }

  #plan(): Partial<AttemptPlan> {
    const revision = this.#setup.context.plan.revision + this.#asks;
    const again = this.#again;
    switch (again?.kind) {
      case undefined:
        return { revision };
      case 'rung':
        return { kind: 'retry', decision: `asked by ${this.rung}`, waitedMs: 0, revision };
      case 'same': {
        const { deployment } = again;
        const decision = 'asked again with what was wrong';
        return { kind: 'reask', deployment, decision, waitedMs: 0, revision };
      }
      case 'other':
        return { kind: 'reask', decision: 'asked anew, elsewhere', waitedMs: 0, revision };
    }
  }

  #noteAsked(isServed: boolean): void {
    const { ladder, context } = this.#setup;
    ladder.asked(context.trail.slice(this.#from), isServed);
  }

  #textOf(response: ChatResponse): AnswerText | undefined {
    try {
      return answerText(response, this.rung, this.#setup.request);
    } catch (error) {
      throw ChatError.from(error, 'strict JSON').with(this.#trailOf(response));
    }
  }

  /** Decides who is asked next, or throws what there is. */
  #askAgain(reading: Refused, raw: string, response: ChatResponse): void {
    const { servedBy } = response.scillm;
    const mayAsk = this.#mayReask();
    if (mayAsk && this.#same > 0) {
      this.#same -= 1;
      this.#again = { kind: 'same', deployment: servedBy, raw, errors: reading.errors };
    } else if (mayAsk && this.#other > 0) {
      this.#other -= 1;
      this.#again = { kind: 'other' };
      this.#avoid = new Set([...this.#avoid, servedBy]);
    } else {
      const failure = { ...reading, raw, servedBy, reasks: this.#reasks };
      throw schemaInvalid(failure).with(this.#trailOf(response));
    }
    this.#reasks += 1;
  }

  /** Whether there are attempts left, and time for one as long as the last. */
  #mayReask(): boolean {
    const { trail, deadline } = this.#setup.context;
    const last = trail.findLast(({ outcome }) => outcome === 'served');
    return this.#hasMore() && deadline.remainingMs() >= (last?.durationMs ?? 0);
  }

  #hasMore(): boolean {
    const { attempts, deadline } = this.#setup.context;
    return attempts.used < attempts.max && deadline.remainingMs() > 0;
  }

  #meta(repairs: JsonMeta['repairs']): JsonMeta {
    const { rung, dropped } = this.#setup.ladder;
    return { rung, repairs, reasks: this.#reasks, droppedRungs: dropped };
  }

  /** The answer with the trail of the whole call. */
  #told(response: ChatResponse, fields: Partial<CallMeta>): ChatResponse {
    const attempts = [...this.#setup.context.trail];
    const scillm = { ...response.scillm, ...fields, attempts, attemptCount: attempts.length };
    return { ...response, scillm };
  }

  #trailOf({ scillm: { servedBy } }: ChatResponse): ChatErrorDetails {
    const attempts = [...this.#setup.context.trail];
    const last = attempts.findLast(({ outcome }) => outcome === 'served');
    return { deployment: servedBy, provider: last?.provider, attempts };
  }
}

/** Of an answer that was cut and closed, as `allowPartial` permits. */
const PARTIAL: CallWarning = { code: 'json_partial', count: 1 };

/** Whether a backend lacks what the request asks for: one of several, where more were asked. */
function isUnsupported({ code, errors = [] }: ChatError): boolean {
  return code === 'unsupported' || (code === 'all_failed' && errors.some(isUnsupported));
}
