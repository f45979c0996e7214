export { type FakeClock, type FakeClockOptions, fakeClock } from './fake-clock.ts';
export {
  type ScriptedTransport,
  type ScriptedTransportOptions,
  type ScriptStep,
  scriptedTransport,
} from './scripted-transport.ts';
