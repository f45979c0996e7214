import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@scillm/simulator';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { capturedTerminal as terminal } from '../__fixtures__/captured-terminal.ts';
import { bareEnvironment } from '../__fixtures__/simulated-environment.ts';
import { run } from './run.ts';

const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

async function environment(faults = ''): Promise<Simulator> {
  const simulator = await startSimulator({ surfaces: ['chutes-1', 'chutes-2'], faults });
  open.push(simulator);
  for (const [name, value] of Object.entries(simulator.env())) vi.stubEnv(name, value);
  vi.stubEnv('LITELLM_RETRY_AFTER', '1ms');
  return simulator;
}

it('complete prints the answer alone to standard output', async () => {
  await environment();
  const screen = terminal();
  expect(await run(['complete', 'Say OK', '--meta'], '1.0.0', screen)).toBe(0);
  expect(screen.outText()).toBe('OK\n');
  expect(screen.noteText()).toMatch(/served by chutes:.* \(sim\/.*\), attempts: 1/);
  expect(screen.noteText()).toContain('bearer');
});

it('complete reads the prompt from standard input, and streams', async () => {
  await environment();
  const screen = terminal('Say streamed words\n');
  expect(await run(['complete', '--stream'], '1.0.0', screen)).toBe(0);
  expect(screen.outText()).toBe('streamed words\n');
});

it('complete asks one model directly', async () => {
  await environment();
  const screen = terminal();
  expect(
    await run(['complete', 'Say OK', '-m', 'deepseek-ai/DeepSeek-V3.1'], '1.0.0', screen),
  ).toBe(0);
  expect(screen.noteText()).toContain('served by chutes (sim/deepseek-ai/DeepSeek-V3.1)');
});

it('a failed call exits 1 with every error, what to do, and the attempts', async () => {
  const simulator = await environment();
  simulator.script('* /v1/chat/completions -> status=500');
  const screen = terminal();
  expect(await run(['complete', 'hi'], '1.0.0', screen)).toBe(1);
  expect(screen.outText()).toBe('');
  expect(screen.noteText()).toMatch(/^all_failed: All 4 deployments/);
  expect(screen.noteText()).toMatch(/chutes-2:\S+ server_error: /);
  expect(screen.noteText()).toContain('fallback');
});

it('an aborted call exits 130', async () => {
  await environment('* /v1/models -> hang');
  const screen = terminal('', AbortSignal.abort(new Error('interrupted')));
  expect(await run(['complete', 'hi'], '1.0.0', screen)).toBe(130);
});

it.each([
  ['no prompt', ['complete'], /No prompt/],
  ['an unknown option', ['complete', 'hi', '--nope'], /unknown option '--nope'/],
  ['a bad number', ['complete', 'hi', '--max-tokens', 'x'], /whole number/],
  ['an unknown command', ['dance'], /unknown command/],
])('%s exits 2 and says so', async (_, argv, message) => {
  await environment();
  const screen = terminal();
  expect(await run(argv, '1.0.0', screen)).toBe(2);
  expect(screen.noteText()).toMatch(message);
});

it('a bad setting exits 2 and names the variable', async () => {
  await environment();
  vi.stubEnv('LITELLM_TIMEOUT', 'soon');
  const screen = terminal();
  expect(await run(['complete', 'hi'], '1.0.0', screen)).toBe(2);
  expect(screen.noteText()).toContain('LITELLM_TIMEOUT is "soon"');
});

it('doctor shows settings with their origin and what each base takes, and no key', async () => {
  const simulator = await environment();
  vi.stubEnv('SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH', '0');
  const screen = terminal();
  expect(await run(['doctor'], '1.0.0', screen)).toBe(0);
  const text = screen.outText();
  expect(text).toMatch(/SCILLM_MAX_RETRIES +3 +env:LITELLM_MAX_RETRIES/);
  expect(text).toMatch(/chutes +http:\S+ +ok +ok +\d+/);
  expect(text).toMatch(/chutes-2 +http:\S+ +401 +ok +-/);
  expect(text).toContain(
    'chutes-2 takes x-api-key only. Set SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH=1.',
  );
  expect(text).not.toContain(simulator.key('chutes-1'));
  expect(text).not.toContain(simulator.key('chutes-2'));
});

it('doctor lists every refused setting at once and exits 2', async () => {
  const simulator = await environment();
  vi.stubEnv('LITELLM_TIMEOUT', 'soon');
  vi.stubEnv('CHUTES_API_KEY', '"quoted"');
  const screen = terminal();
  expect(await run(['doctor'], '1.0.0', screen)).toBe(2);
  expect(screen.noteText()).toContain('LITELLM_TIMEOUT is "soon". Use seconds');
  expect(screen.noteText()).toContain('CHUTES_API_KEY looks quoted or nested');
  expect(simulator.log.entries()).toEqual([]);
});

it('doctor prints JSON for machines, and exits 1 when nothing can be used', async () => {
  await environment('* * -> status=404');
  const screen = terminal();
  expect(await run(['doctor', '--json'], '1.0.0', screen)).toBe(1);
  const report = JSON.parse(screen.outText());
  expect(report.bases.map((base: { usable: boolean }) => base.usable)).toEqual([false, false]);
  expect(report.bases[0].error.code).toBe('not_found');
});

it('doctor exits 0 without a base where the simulator may stand in', async () => {
  bareEnvironment();
  vi.stubEnv('SCILLM_SIMULATOR', 'on');
  const screen = terminal();
  expect(await run(['doctor'], '1.0.0', screen)).toBe(0);
  expect(screen.outText()).toContain('answers from the simulator, not from a model');
  vi.stubEnv('SCILLM_SIMULATOR', 'off');
  expect(await run(['doctor'], '1.0.0', terminal())).toBe(1);
});

it.each([
  ['is not there', undefined, /^invalid_config: --faults \S+ cannot be used: /],
  [
    'says nonsense',
    '* /v1/models -> dance',
    /^invalid_config: --faults \S+ cannot be used: .*dance/,
  ],
])('simulate exits 2 where the fault script %s', async (_, script, message) => {
  const folder = mkdtempSync(join(tmpdir(), 'scillm-faults-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'faults.txt');
  if (script !== undefined) writeFileSync(file, script);
  const screen = terminal();
  expect(await run(['simulate', '--faults', file], '1.0.0', screen)).toBe(2);
  expect(screen.noteText()).toMatch(message);
  expect(screen.outText()).toBe('');
});

it('simulate prints variables a shell can take, and ends when asked', async () => {
  const stop = new AbortController();
  const screen = terminal('', stop.signal);
  const ended = run(['simulate', '--seed', '7'], '1.0.0', screen);
  await vi.waitFor(() => expect(screen.noteText()).toContain('not from a model'));
  expect(screen.outText()).toMatch(/^export CHUTES_API_BASE=http:\/\/127\.0\.0\.1:\d+\/v1$/m);
  stop.abort();
  expect(await ended).toBe(0);
});

it('help names the commands, the variables and the exit codes', async () => {
  const screen = terminal();
  expect(await run(['--help'], '1.0.0', screen)).toBe(0);
  for (const word of ['complete', 'doctor', 'simulate', 'CHUTES_API_KEY', 'Exit: 0 ok']) {
    expect(screen.outText()).toContain(word);
  }
});
