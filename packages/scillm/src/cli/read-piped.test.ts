import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { capturedTerminal } from '../__fixtures__/captured-terminal.ts';
import { failureOf } from '../__fixtures__/outcome.ts';
import { readPiped } from './read-piped.ts';
import { run } from './run.ts';

it('gives all that is piped in, and keeps no hold of the signal', async () => {
  const input = new PassThrough();
  const stop = new AbortController();
  const text = readPiped(input, stop.signal);
  input.write('Say ');
  input.end('OK');
  expect(await text).toBe('Say OK');
  stop.abort();
  expect(input.errored).toBeNull();
});

it('C4 is interrupted while nothing comes, and lets go of the input', async () => {
  const input = new PassThrough();
  const stop = new AbortController();
  const text = failureOf(readPiped(input, stop.signal));
  const reason = new Error('interrupted');
  stop.abort(reason);
  expect(await text).toMatchObject({ code: 'aborted', message: 'Interrupted.', cause: reason });
  expect(input.destroyed).toBe(true);
});

it('does not wait after an interruption', async () => {
  const input = new PassThrough();
  const text = failureOf(readPiped(input, AbortSignal.abort()));
  expect((await text).code).toBe('aborted');
  expect(input.destroyed).toBe(true);
});

it('says what to do where the input fails', async () => {
  const input = new PassThrough();
  const text = failureOf(readPiped(input, new AbortController().signal));
  input.destroy(new Error('EIO'));
  expect(await text).toMatchObject({
    code: 'invalid_config',
    cause: new Error('EIO'),
    message: 'Standard input cannot be read. Pass the prompt as an argument.',
  });
});

it('Ctrl-C during the wait for a prompt exits 130', async () => {
  const stop = new AbortController();
  const input = new PassThrough();
  const screen = capturedTerminal('', stop.signal);
  const readInput = () => readPiped(input, stop.signal);
  const exit = run(['complete'], '1.0.0', { ...screen, readInput });
  stop.abort(new Error('interrupted'));
  expect(await exit).toBe(130);
  expect(screen.noteText()).toContain('aborted: Interrupted.');
});
