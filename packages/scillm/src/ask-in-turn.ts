import {
  abortError,
  type CallContext,
  type CallOptions,
  ChatError,
  type ChatRequest,
  type ChatTransport,
  compose,
  createContext,
  deadlineError,
  type ErrorCode,
  endAttempt,
  fitMessage,
  forkAttempt,
  forkContext,
  type Policy,
  readSettings,
} from '@scillm/core';
import { type RequestOverride, retry, timeout } from '@scillm/router';
import { directTransport } from './direct-transport.ts';
import { type CallPlace, callTarget } from './environment/call-target.ts';
import { poolRate } from './environment/shared-states.ts';
import { sharedTransport } from './environment/shared-transports.ts';

/** One model of a list that is asked in turn: what to ask for, and where. */
export interface ModelEntry extends Omit<CallPlace, 'authStyle'> {
  /** The model, with a provider's prefix (`chutes/`) or without. */
  readonly model: string;
  /** Changes to the request: a value sets a field, `null` removes it. @default {} */
  readonly override?: RequestOverride;
  /** Retries on it before the next one is asked. @default 0 */
  readonly maxRetries?: number;
}

/** Asks a transport, for a whole answer or for a stream. */
export type Ask<T> = (
  transport: ChatTransport,
  request: ChatRequest,
  context: CallContext,
) => Promise<T>;

/** What ends the call at any entry: the caller or the time, or an answer that must not be routed around. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['aborted', 'deadline', 'content_filter']);

/** Asks the entries one after the other, each at the most once but for its retries, until one answers. */
export async function askInTurn<T>(
  modelList: readonly ModelEntry[],
  request: Omit<ChatRequest, 'model'>,
  options: CallOptions,
  ask: Ask<T>,
): Promise<T> {
  if (modelList.length === 0) {
    throw new ChatError('invalid_config', 'modelList is empty. Name at least one model.');
  }
  const context = contextOf(modelList, options);
  const failures: ChatError[] = [];
  for (const [index, entry] of modelList.entries()) {
    if (failures.length > 0 && isSpent(context)) break;
    const step = { entry, index, entries: modelList.length, name: nameOf(index, modelList) };
    try {
      return await askEntry(step, request, context, ask);
    } catch (thrown) {
      const error = ChatError.from(thrown, step.name).with({ deployment: step.name });
      failures.push(error);
      if (FINAL.has(error.code)) throw stopped(error, failures, context);
    }
  }
  throw allFailed(failures, modelList, context);
}

/** One try and the retries for each entry, and where headers may be switched, one more. */
function contextOf(modelList: readonly ModelEntry[], options: CallOptions): CallContext {
  const settings = readSettings();
  const tries = modelList.map((entry) => 1 + retriesOf(entry, options));
  const switches = settings.canonicalizeAuth ? modelList.length : 0;
  const maxAttempts = tries.reduce((sum, count) => sum + count, switches);
  const context = createContext(options, { settings });
  return options.maxAttempts === undefined
    ? forkContext(context, { attempts: { max: maxAttempts, used: 0 } })
    : context;
}

/** The list is asked to its end unless the caller himself bounds the tries. */
function isSpent({ attempts, options }: CallContext): boolean {
  return options.maxAttempts !== undefined && attempts.used >= attempts.max;
}

function retriesOf(entry: ModelEntry, options: CallOptions): number {
  return options.maxRetries ?? entry.maxRetries ?? 0;
}

interface Step {
  readonly entry: ModelEntry;
  readonly index: number;
  readonly entries: number;
  readonly name: string;
}

async function askEntry<T>(
  { entry, index, entries, name }: Step,
  request: Omit<ChatRequest, 'model'>,
  context: CallContext,
  ask: Ask<T>,
): Promise<T> {
  if (context.signal.aborted) throw abortError(context.signal);
  if (context.deadline.remainingMs() === 0) throw deadlineError(name);
  const { choice, model = '', settings } = await callTarget(entry.model, entry);
  const transport = sharedTransport(choice, settings);
  const isLast = index === entries - 1;
  const policy = compose(
    retry({ maxRetries: retriesOf(entry, {}) }),
    ...(isLast ? [] : [othersFollow]),
    ...poolRate(settings, transport.pool),
    timeout(),
  );
  const inner = forkAttempt(context, {
    deployment: name,
    kind: index === 0 ? 'first' : 'fallback',
    decision: `entry ${index + 1} of ${entries}`,
    waitedMs: 0,
    routing: 'first-success',
    ordinal: index + 1,
    revision: 0,
  });
  const body = changed(request, entry, model);
  try {
    const answer = await ask(directTransport(transport, policy), body, inner);
    inner.onEnd(() => endAttempt(context));
    return answer;
  } catch (error) {
    endAttempt(inner);
    throw error;
  }
}

/** Lets an attempt leave time for the entries behind it. Retries, which the user asked for, stay. */
const othersFollow: Policy = {
  name: 'others follow',
  execute: (next, context) => next(forkContext(context, { elsewhere: () => 'fallback' })),
};

/** The caller's request as this entry is sent it. */
function changed(
  request: Omit<ChatRequest, 'model'>,
  { override = {} }: ModelEntry,
  model: string,
): ChatRequest {
  const fields: { [field: string]: unknown } = { ...request };
  for (const [field, value] of Object.entries(override)) {
    if (value === null) delete fields[field];
    else if (value !== undefined) fields[field] = value;
  }
  return { ...fields, model } as ChatRequest;
}

/** What an entry is called in the trail and in errors; a repeated model gets its place in the list. */
function nameOf(index: number, modelList: readonly ModelEntry[]): string {
  const entry = modelList[index];
  const name =
    entry?.provider === undefined ? `${entry?.model}` : `${entry.provider}:${entry.model}`;
  const isRepeated = modelList.some(
    (other, place) =>
      place !== index && other.model === entry?.model && other.provider === entry?.provider,
  );
  return isRepeated ? `${name}#${index + 1}` : name;
}

function stopped(
  error: ChatError,
  failures: readonly ChatError[],
  { trail }: CallContext,
): ChatError {
  const errors = failures.length > 1 ? { errors: failures } : {};
  return error.with({ attempts: [...trail], ...errors });
}

function allFailed(
  failures: readonly ChatError[],
  { length }: readonly ModelEntry[],
  { trail }: CallContext,
): ChatError {
  const phrases = failures.map(({ deployment, code, status, reason }) => {
    const detail = status ?? reason;
    return `${deployment} ${code}${detail === undefined ? '' : ` (${detail})`}`;
  });
  const waits = failures.flatMap(({ retryAfterMs = [] }) => retryAfterMs);
  return new ChatError(
    'all_failed',
    fitMessage({
      head: `${failures.length === length ? 'All' : 'The first'} ${failures.length} models of the list failed: `,
      list: phrases,
      advice: '. See errors for what to do about each.',
    }),
    {
      errors: failures,
      attempts: [...trail],
      cause: failures[0],
      retryAfterMs: waits.length === 0 ? undefined : Math.min(...waits),
    },
  );
}
