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
  return { ...headers, ...grouped(actions.headers ?? []) };
}

function grouped(scripted: readonly (readonly [name: string, value: string])[]): Headers {
  const groups = new Map<string, string[]>();
  for (const [name, value] of scripted) {
    const key = name.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return Object.fromEntries(groups);
}

function written({ form, seconds }: ScriptedRetryAfter, fromMs: number): string {
  if (form === 'seconds') return String(seconds);
  const at = new Date(fromMs + seconds * 1000);
  return form === 'date' ? at.toUTCString() : at.toISOString();
}
