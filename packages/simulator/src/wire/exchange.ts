import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from '../faults/create-faults.ts';
import type { FaultActions } from '../faults/fault-actions.ts';
import type { ClosedBy, LogEntry } from '../log/log-entry.ts';
import type { OpenEntry, WritableRequestLog } from '../log/request-log.ts';
import type { Surface } from '../surfaces/surface.ts';
import { authorizationOf } from './authorization.ts';
import { createOutlet, type Ending, type Outlet } from './outlet.ts';
import type { Problem } from './problem.ts';
import { type ReadBody, readBody } from './read-body.ts';
import { jsonReply, type Reply } from './reply.ts';
import { replyTo } from './reply-to.ts';
import { scriptedHeaders } from './scripted-headers.ts';
import { sendBody } from './send-body.ts';
import { sendStream } from './send-stream.ts';
import { statusProblem } from './status-problem.ts';

/** What every exchange of a surface works with. */
export interface ExchangeContext {
  /** The surface. */
  readonly surface: Surface;
  /** The surface's key. */
  readonly key: string;
  /** The simulator's seed. */
  readonly seed: number;
  /** Milliseconds before every answer. */
  readonly latencyMs: number;
  /** Where requests are written down. */
  readonly log: WritableRequestLog;
  /** The fault script in force. */
  faults(): Faults;
  /** Whether the simulator is closing. */
  isClosing(): boolean;
  /** Hears of every request that is over. */
  readonly onRequest: ((entry: LogEntry) => void) | undefined;
}

/** Answers one request: reads it, asks the script, answers, and writes all of it down. */
export async function exchange(
  context: ExchangeContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { surface, seed } = context;
  const { method = 'GET', url = '/' } = request;
  const [path = '/'] = url.split('?', 1);
  const authorization = authorizationOf(request, context.key);
  const entry = context.log.open({
    surface: surface.name,
    method,
    path,
    model: null,
    stream: false,
    authStyle: authorization.style,
    keyMatches: authorization.matching.length > 0,
    body: null,
  });
  const outlet = createOutlet(response, (ending) => {
    const closed = entry.close(closedBy(ending, context.isClosing()));
    context.onRequest?.(closed);
  });
  try {
    const read = await readBody(request);
    const facts = factsOf(read);
    const decision = context.faults().decide({ surface: surface.name, path, ...facts });
    entry.update({ ...facts, rule: decision.rule });
    if (read.kind === 'object' && method === 'POST') entry.keepBody(read.body, read.bytes);
    const { actions } = decision;
    await outlet.pause(context.latencyMs + (actions.latencyMs ?? 0));
    if (await endsSilently(actions, outlet)) return;
    const reply = replyTo({ surface, seed, method, path, authorization, read, decision });
    await send(shaped(reply, surface), actions, outlet, entry);
  } catch (error) {
    const isGone = outlet.signal.aborted || response.socket?.destroyed !== false;
    if (!isGone) fail(error, response, outlet, entry);
  }
}

function factsOf(read: ReadBody): { readonly model: string | null; readonly stream: boolean } {
  if (read.kind === 'refused') return { model: null, stream: false };
  const { model, stream } = read.body;
  return { model: typeof model === 'string' ? model : null, stream: stream === true };
}

async function endsSilently({ ending }: FaultActions, outlet: Outlet): Promise<boolean> {
  if (ending === undefined) return false;
  if (ending === 'hang') await outlet.hang();
  outlet.destroy(ending === 'reset' ? 'reset' : 'close');
  return true;
}

function shaped(reply: Reply | Problem, surface: Surface): Reply {
  if ('kind' in reply) return reply;
  const answer = jsonReply(surface.errorBody(reply), reply.status);
  return { ...answer, headers: reply.headers ?? {} };
}

async function send(
  reply: Reply,
  actions: FaultActions,
  outlet: Outlet,
  entry: OpenEntry,
): Promise<void> {
  // A scripted success status is kept; an error status has already made its own reply.
  const status = reply.status === 200 ? (actions.status ?? 200) : reply.status;
  entry.update({ status });
  if (reply.kind === 'body') return sendBody(reply, status, actions, outlet);
  let chunksSent = 0;
  return sendStream(reply, status, actions, outlet, () => {
    chunksSent += 1;
    entry.update({ chunksSent });
  });
}

function closedBy(ending: Ending, isClosing: boolean): ClosedBy {
  if (ending === 'whole') return 'server';
  if (ending === 'destroyed') return 'fault';
  return isClosing ? 'close' : 'client';
}

/** A bug in the simulator must show as one, not as a hang. */
function fail(error: unknown, response: ServerResponse, outlet: Outlet, entry: OpenEntry): void {
  if (response.headersSent) {
    outlet.destroy('close');
    return;
  }
  const { status, type, code, param } = statusProblem(500);
  const message = `The simulator failed: ${error instanceof Error ? error.message : 'unknown'}`;
  entry.update({ status });
  outlet.head(status, scriptedHeaders({ 'content-type': 'application/json' }, {}, Date.now()));
  response.end(JSON.stringify({ error: { message, type, code, param } }));
}
