import { spawn } from 'node:child_process';

/** How a child process ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly output: string;
}

/** Runs a program to its end and keeps what it prints. Never rejects: a failed start is code 127. */
export function runCommand(
  command: string,
  args: readonly string[],
  folder: string,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve({ code: 127, stdout, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, output }));
  });
}
