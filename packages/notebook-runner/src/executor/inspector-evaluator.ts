import { type Runtime, Session } from 'node:inspector';
import { promiseHooks } from 'node:v8';
import type { Evaluation, Evaluator } from './evaluator.ts';
import { PHASE, SHARED } from './protocol.ts';

/**
 * An evaluator over V8's REPL mode, reached through an inspector session on this very thread. It
 * keeps `shared` truthful about when its code runs synchronously, so that the watchdog knows when
 * it may terminate.
 */
export function createInspectorEvaluator(shared: Int32Array): Evaluator {
  const session = new Session();
  session.connect();
  const caught = createCatcher(session);
  return {
    evaluate: (code, url) =>
      // A fresh macrotask: a termination may unwind this stack, which must not be a microtask's.
      new Promise((resolve) => {
        setImmediate(() => {
          const params: Runtime.EvaluateParameterType & { replMode: boolean } = {
            // The completion value is V8's own idea of a result; ours goes through the hook.
            expression: `${code}\n;void 0\n//# sourceURL=${url}`,
            objectGroup: GROUP,
            replMode: true,
            awaitPromise: true,
          };
          let wasTerminated = false;
          const release = holdFirstPromise();
          Atomics.store(shared, SHARED.phase, PHASE.evaluating);
          session.post('Runtime.evaluate', params, (error, answer) => {
            wasTerminated = error !== null;
            release();
            resolve(error ? { kind: 'terminated' } : toEvaluation(answer, caught));
            session.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
          });
          const phase = Atomics.exchange(shared, SHARED.phase, PHASE.elsewhere);
          if (phase === PHASE.terminating && !wasTerminated) absorbTermination(session);
        });
      }),
    close: () => session.disconnect(),
  };
}

const GROUP = 'cell';

/*
 * The first promise of an evaluation is that of its top-level awaits. Were it collected while
 * pending, the inspector would call back in the middle of a garbage collection, and Node 22 aborts.
 * Whoever holds the returned function holds the promise, until it is called.
 */
function holdFirstPromise(): () => void {
  let first: unknown;
  const stop: unknown = promiseHooks.onInit((promise) => {
    (stop as () => void)();
    first = promise;
  });
  return () => {
    first = undefined;
    return first;
  };
}

// The code ended just as the watchdog claimed it: give the termination a loop to end instead.
function absorbTermination(session: Session): void {
  session.post('Runtime.evaluate', { expression: 'for(;;);' }, () => undefined);
}

type Catcher = (exception: Runtime.RemoteObject) => unknown;

// The inspector hands out descriptions of values; a call with the value as argument gives the value itself.
function createCatcher(session: Session): Catcher {
  const box: { value: unknown } = { value: undefined };
  Object.defineProperty(globalThis, '__caught__', { value: box, configurable: true });
  let boxId: string | undefined;
  session.post('Runtime.evaluate', { expression: '__caught__' }, (_error, answer) => {
    boxId = answer?.result.objectId;
  });
  Reflect.deleteProperty(globalThis, '__caught__');
  return ({ objectId, unserializableValue, value }) => {
    const argument = objectId
      ? { objectId }
      : { ...(unserializableValue ? { unserializableValue } : { value }) };
    session.post('Runtime.callFunctionOn', {
      functionDeclaration: 'function (value) { this.value = value; }',
      ...(boxId ? { objectId: boxId } : {}),
      arguments: [argument],
    });
    const thrown = box.value;
    box.value = undefined;
    return thrown;
  };
}

function toEvaluation(answer: Runtime.EvaluateReturnType, caught: Catcher): Evaluation {
  const details = answer.exceptionDetails;
  if (!details) return { kind: 'finished' };
  const value = details.exception ? caught(details.exception) : new Error(details.text);
  // Code begins with a directive, so a fault at 0:0 means that V8 does not know the place.
  const isKnown = details.lineNumber > 0 || details.columnNumber > 0;
  if (!isKnown) return { kind: 'thrown', value };
  return { kind: 'thrown', value, line: details.lineNumber + 1, column: details.columnNumber + 1 };
}
