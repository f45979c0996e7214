export type { ContractCase } from './contract/contract-case.ts';
export type { ContractHit, ContractPeer } from './contract/contract-peer.ts';
export type {
  BrokenScenario,
  ContractScenario,
  GoodScenario,
  RefusingScenario,
} from './contract/contract-scenario.ts';
export type { ContractSubject } from './contract/contract-subject.ts';
export { startContractPeer } from './contract/peer/start-contract-peer.ts';
export { transportContract } from './contract/transport-contract.ts';
export { type FakeClock, type FakeClockOptions, fakeClock } from './fake-clock.ts';
export {
  type ScriptedAnswer,
  type ScriptedToolCall,
  type ScriptedToolCalls,
  type ScriptedTransport,
  type ScriptedTransportOptions,
  type ScriptStep,
  scriptedTransport,
} from './scripted-transport.ts';
