import { ChatError } from '@scillm/core';
import { attemptsTable } from './attempts-table.ts';
import { EXIT, type Terminal } from './terminal.ts';

/** Tells the user what failed and what to do, each deployment's error on its own line, and the attempts. */
export function reportError(thrown: unknown, terminal: Terminal): number {
  const error = ChatError.from(thrown, 'scillm');
  terminal.note(`${error.code}: ${error.message}\n`);
  for (const { deployment, code, message } of error.errors ?? []) {
    terminal.note(`  ${deployment ?? ''} ${code}: ${message}\n`);
  }
  const said =
    error.cause instanceof Error && !ChatError.is(error.cause) ? error.cause.message : '';
  if (said !== '') terminal.note(`  cause: ${said}\n`);
  if (error.attempts.length > 0) terminal.note(`\n${attemptsTable(error.attempts)}`);
  if (error.code === 'aborted') return EXIT.interrupted;
  return error.code === 'invalid_config' || error.code === 'no_route' ? EXIT.usage : EXIT.failed;
}
