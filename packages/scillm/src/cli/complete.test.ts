import { describe, expect, it, vi } from 'vitest';
import { capturedTerminal } from '../__fixtures__/captured-terminal.ts';
import {
  bareEnvironment,
  simulate,
  simulatedEnvironment,
} from '../__fixtures__/simulated-environment.ts';
import { run } from './run.ts';

/** Runs `scillm complete` and gives what it wrote and its exit code. */
async function complete(...flags: readonly string[]) {
  const screen = capturedTerminal();
  const exit = await run(['complete', 'Say OK', ...flags], '1.0.0', screen);
  return { exit, out: screen.outText(), note: screen.noteText() };
}

/** A base that the environment does not name, and that wants a key. */
async function elsewhere() {
  bareEnvironment();
  const simulator = await simulate({ surfaces: ['openai'] });
  const flags = ['-b', simulator.base('openai'), '-m', 'gpt-4o-mini'];
  return { simulator, key: simulator.key('openai'), flags };
}

describe('scillm complete --base-url', () => {
  it('sends the key of the variable that --key-env names', async () => {
    const { simulator, key, flags } = await elsewhere();
    vi.stubEnv('MY_KEY', key);
    const { exit, out } = await complete(...flags, '--key-env', 'MY_KEY');
    expect([exit, out]).toEqual([0, 'OK\n']);
    expect(simulator.log.entries().map(({ authStyle }) => authStyle)).toEqual(['bearer']);
  });

  it('sends no key unasked, and says how to give one where the base wants it', async () => {
    const { simulator, key, flags } = await elsewhere();
    vi.stubEnv('SCILLM_API_KEY', key);
    const { exit, note } = await complete(...flags);
    expect(exit).toBe(1);
    expect(simulator.log.entries().map(({ authStyle }) => authStyle)).toEqual(['none']);
    expect(note).toContain(
      'refused a call without a key (401). Set a variable and name it with --key-env.',
    );
    const chutes = await complete(...flags.slice(0, 2), '-m', 'chutes/x');
    expect(chutes.note).toContain('name it with --key-env.');
  });

  it('names the variable of a key that is refused', async () => {
    const { flags } = await elsewhere();
    vi.stubEnv('MY_KEY', 'wrong');
    const { exit, note } = await complete(...flags, '--key-env', 'MY_KEY');
    expect(exit).toBe(1);
    expect(note).toContain('Check MY_KEY');
    expect(note).not.toContain('wrong');
  });

  it.each([
    ['a variable that is not set', 'MY_KEY', /--key-env names a variable that is not set/],
    ['a key in the place of its variable', 'sk-live-1', /takes the name of a variable .* never/],
    ['a malformed key', 'QUOTED', /QUOTED looks quoted or nested/],
  ])('exits 2 for %s, shows none and asks nobody', async (_, name, message) => {
    const { simulator, flags } = await elsewhere();
    vi.stubEnv('QUOTED', '"quoted"');
    const { exit, note } = await complete(...flags, '--key-env', name);
    expect(exit).toBe(2);
    expect(note).toMatch(message);
    expect(note).not.toContain('sk-live-1');
    expect(simulator.log.entries()).toEqual([]);
  });

  it('is what --key-env goes with', async () => {
    await simulatedEnvironment();
    const { exit, note } = await complete('--key-env', 'MY_KEY');
    expect(exit).toBe(2);
    expect(note).toContain('--key-env goes with --base-url');
  });

  it('says in the help how the key is given', async () => {
    const screen = capturedTerminal();
    expect(await run(['complete', '--help'], '1.0.0', screen)).toBe(0);
    expect(screen.outText()).toMatch(
      /--key-env <variable>\s+environment variable that holds the key/,
    );
  });
});

describe('scillm complete --deadline', () => {
  it('covers the discovery', async () => {
    const simulator = await simulatedEnvironment('* /v1/models -> hang');
    const { exit, out, note } = await complete('--deadline', '0.2');
    expect([exit, out]).toEqual([1, '']);
    expect(note).toMatch(/^deadline: The call's deadline passed while the bases were asked/);
    expect(simulator.log.entries({ path: '/v1/chat/completions' })).toEqual([]);
  });

  it('covers the call', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> hang');
    const { exit, note } = await complete('--deadline', '0.3');
    expect(exit).toBe(1);
    expect(note).toMatch(/^deadline: /);
  });
});
