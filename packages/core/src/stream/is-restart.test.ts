import { expect, it } from 'vitest';
import { LAST, META, restart, say } from './__fixtures__/scripted-stream.ts';
import { isRestart } from './is-restart.ts';
import { metaOf } from './meta-of.ts';

it('S6 tells a restart from a last chunk and from all others', () => {
  expect([say('a'), LAST, restart()].map(isRestart)).toEqual([false, false, true]);
  expect([say('a'), LAST, restart()].map(metaOf)).toEqual([undefined, META, undefined]);
});
