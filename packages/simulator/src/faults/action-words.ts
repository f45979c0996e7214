import type { FaultActions, ScriptedBody, ScriptedRetryAfter } from './fault-actions.ts';
import type { WordValue } from './word-value.ts';

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;
const BODIES = ['capacity', 'error', 'html', 'empty'] as const;

const chunk = (value: WordValue): number => value.integer(0, 1_000_000);

/** What each action word of the fault language means. */
export const ACTION_WORDS: ReadonlyMap<string, (value: WordValue) => FaultActions> = new Map<
  string,
  (value: WordValue) => FaultActions
>([
  ['status', (value) => ({ status: value.integer(200, 599) })],
  ['code', (value) => ({ code: value.text() })],
  ['retry-after', (value) => ({ retryAfter: retryAfterOf(value) })],
  ['header', (value) => ({ headers: [headerOf(value)] })],
  ['body', (value) => ({ body: bodyOf(value) })],
  ['auth', (value) => ({ auth: value.oneOf(['bearer', 'x-api-key', 'none']) })],
  ['reject', (value) => ({ reject: value.text() })],
  ['redirect', (value) => ({ redirect: value.text() })],
  ['service', (value) => ({ service: value.text() })],
  ['utilization', (value) => ({ utilization: value.number(0, 1) })],
  ['unlisted', (value) => ({ unlisted: value.none() })],
  ['wrong-model', (value) => ({ wrongModel: value.text() })],
  ['latency', (value) => ({ latencyMs: value.number(0, DAY_MS) })],
  ['hang', (value) => value.none() && { ending: 'hang' }],
  ['refuse', (value) => value.none() && { ending: 'refuse' }],
  ['reset', (value) => value.none() && { ending: 'reset' }],
  ['oversize', (value) => ({ oversizeBytes: value.integer(1, GIB) })],
  ['content-length', (value) => ({ contentLength: value.integer(0, GIB) })],
  ['gzip-broken', (value) => ({ gzipBroken: value.none() })],
  ['stall', (value) => ({ stall: chunk(value) })],
  ['cut', (value) => ({ cut: chunk(value) })],
  ['malformed', (value) => ({ malformed: [chunk(value)] })],
  ['error-event', (value) => ({ errorEvent: chunk(value) })],
  ['drip', (value) => ({ dripMs: value.number(0, DAY_MS) })],
  ['split', (value) => ({ split: value.none() })],
  ['comments-only', (value) => ({ commentsOnly: value.none() })],
  ['reasoning-only', (value) => ({ reasoningOnly: value.none() })],
  ['no-finish', (value) => ({ noFinish: value.none() })],
  ['no-done', (value) => ({ noDone: value.none() })],
  ['double-finish', (value) => ({ doubleFinish: value.none() })],
  ['usage', (value) => ({ usage: value.oneOf(['none', 'twice']) })],
  ['cut-args', (value) => ({ cutArgs: value.none() })],
  ['empty', (value) => value.none() && { content: 'empty' }],
  ['garbage', (value) => value.none() && { content: 'garbage' }],
  ['fenced', (value) => value.none() && { content: 'fenced' }],
  ['truncated', (value) => value.none() && { content: 'truncated' }],
  ['bad-args', (value) => value.none() && { content: 'bad-args' }],
  ['refusal', (value) => value.none() && { content: 'refusal' }],
  ['content-filter', (value) => value.none() && { content: 'content-filter' }],
]);

function retryAfterOf(value: WordValue): ScriptedRetryAfter {
  const match = /^(?:(date|iso)\+)?(\d+(?:\.\d+)?)$/u.exec(value.text());
  if (match === null) return value.refuse('retry-after takes seconds: 2, date+2 or iso+2.');
  const [, form = 'seconds', seconds] = match;
  return { form: form === 'date' || form === 'iso' ? form : 'seconds', seconds: Number(seconds) };
}

function headerOf(value: WordValue): readonly [string, string] {
  const match = /^"?([\w!#$%&'*+.^`|~-]+):\s*(.*?)"?$/u.exec(value.text());
  const [, name = '', written = ''] = match ?? [];
  const content = written.replace(/^"/u, '');
  const isSendable = name !== '' && /^[\t\x20-\x7e]*$/u.test(content);
  return isSendable ? [name, content] : value.refuse('header takes NAME:VALUE in ASCII.');
}

function bodyOf(value: WordValue): ScriptedBody {
  const written = value.text();
  if (!written.startsWith('json:')) {
    return value.oneOf(BODIES);
  }
  const json = written.slice('json:'.length);
  try {
    JSON.parse(json);
  } catch {
    value.refuse('the text after json: is not valid JSON.');
  }
  return { json };
}
