import type { CallContext } from '../../call/call-context.ts';
import type { CallOptions } from '../../call/call-options.ts';
import { createContext } from '../../call/create-context.ts';
import type { ChatRequest } from '../../chat/chat-request.ts';
import { readSettings } from '../../config/read-settings.ts';
import type { ChatTransport } from '../../transport/chat-transport.ts';
import type { ContractPeer } from './contract-peer.ts';
import type { ContractSubject } from './contract-subject.ts';
import { startContractPeer } from './peer/start-contract-peer.ts';

/** What a case plays on: a peer, a transport in front of it, and contexts for calls. */
export interface Stage {
  readonly subject: ContractSubject;
  readonly peer: ContractPeer;
  readonly transport: ChatTransport;
  readonly request: ChatRequest;
  /** The context of a new call, which nobody else could take over. */
  context(options?: CallOptions): CallContext;
}

const REQUEST: ChatRequest = {
  model: 'contract-model',
  messages: [{ role: 'user', content: 'Greet me.' }],
};

/** Sets a stage. Whoever does closes its peer. */
export async function setStage(subject: ContractSubject): Promise<Stage> {
  const { startPeer = startContractPeer, request = REQUEST, callOptions } = subject;
  const settings = readSettings({});
  const peer = await startPeer();
  return {
    subject,
    peer,
    transport: subject.createTransport(peer.baseUrl),
    request,
    context: (options) => createContext({ ...callOptions, ...options }, { settings }),
  };
}

/** The same stage with a new transport, for those that remember what a backend did. */
export function renewed(stage: Stage): Stage {
  return { ...stage, transport: stage.subject.createTransport(stage.peer.baseUrl) };
}
