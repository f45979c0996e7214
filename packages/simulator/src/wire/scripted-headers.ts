import type { FaultActions, ScriptedRetryAfter } from '../faults/fault-actions.ts';

type Headers = Readonly<Record<string, string | readonly string[]>>;

/**
 * The headers every answer carries, those of the script, and `date`, from the same reading of the
 * clock as a scripted `retry-after`, so that their difference is exact.
 */
export function scriptedHeaders(own: Headers, actions: FaultActions, nowMs: number): Headers {
  const second = Math.floor(nowMs / 1000) * 1000;
  const headers: Record<string, string | readonly string[]> = {
    ...own,
    'x-scillm-sim': '1',
    date: new Date(second).toUTCString(),
  };
  const { retryAfter, contentLength } = actions;
  if (retryAfter !== undefined) headers['retry-after'] = written(retryAfter, second);
  if (contentLength !== undefined) headers['content-length'] = String(contentLength);
  for (const [name, value] of actions.headers ?? []) {
    const key = name.toLowerCase();
    const before = actionsBefore(actions, key);
    headers[key] = before.length > 1 ? before : value;
  }
  return headers;
}

function actionsBefore({ headers = [] }: FaultActions, key: string): readonly string[] {
  return headers.filter(([name]) => name.toLowerCase() === key).map(([, value]) => value);
}

function written({ form, seconds }: ScriptedRetryAfter, fromMs: number): string {
  if (form === 'seconds') return String(seconds);
  const at = new Date(fromMs + seconds * 1000);
  return form === 'date' ? at.toUTCString() : at.toISOString();
}
