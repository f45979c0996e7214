import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createWorkspace } from '../__fixtures__/create-workspace.ts';
import { typecheckNotebooks } from './typecheck-notebooks.ts';

// Below the package, so that its TypeScript and the types of Node are found.
const workspace = createWorkspace(fileURLToPath(new URL('../../report/check', import.meta.url)));
afterAll(workspace.remove);

// Takes some seconds: it starts the real compiler.
it('names notebook, cell and place of each type error', { timeout: 60_000 }, async () => {
  const bad = workspace.write('00_bad', [
    ['setup', "import { join } from 'node:path'\nconst text: string = join('a', 'b')"],
    ['typed', 'const four = 4\n\n  const five: number = text'],
    ['again', 'const four = 5'],
    ['constant', 'text = "other"'],
    ['deep', 'const nested: { a: { b: number } } = { a: { b: "x" } }\nexport { nested }'],
  ]);
  const good = workspace.write('01_good', [
    ['setup', 'const unused = 1\nawait Promise.resolve()'],
    ['next', '[1].length'],
    ['shown', 'display(unused)'],
  ]);
  const errors = await typecheckNotebooks([bad, good]);
  expect(errors).toEqual([
    "00_bad.ipynb cell 2 (typed) 1:7 TS2451: Cannot redeclare block-scoped variable 'four'.",
    "00_bad.ipynb cell 2 (typed) 3:9 TS2322: Type 'string' is not assignable to type 'number'.",
    "00_bad.ipynb cell 3 (again) 1:7 TS2451: Cannot redeclare block-scoped variable 'four'.",
    "00_bad.ipynb cell 4 (constant) 1:1 TS2588: Cannot assign to 'text' because it is a constant.",
    "00_bad.ipynb cell 5 (deep) 1:45 TS2322: Type 'string' is not assignable to type 'number'.",
  ]);
});

it('has nothing to say of no notebooks', async () => {
  expect(await typecheckNotebooks([])).toEqual([]);
});
