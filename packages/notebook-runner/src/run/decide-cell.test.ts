import { describe, expect, it } from 'vitest';
import { decideCell } from './decide-cell.ts';

describe('requires-env', () => {
  it.each([
    [['A'], {}, 'A not set — skipped. Set it in your shell and rerun.'],
    [['A'], { A: '' }, 'A not set — skipped. Set it in your shell and rerun.'],
    [['A'], { A: '0' }, undefined],
    [['A|B'], { B: 'x' }, undefined],
    [['A|B'], {}, 'A or B not set — skipped. Set it in your shell and rerun.'],
    [['A', 'B'], {}, 'A/B not set — skipped. Set it in your shell and rerun.'],
    [['A', 'B'], { A: 'x' }, 'B not set — skipped. Set it in your shell and rerun.'],
    [['A|A_1|B|B_1'], {}, 'A or B not set — skipped. Set it in your shell and rerun.'],
    [['A_1'], {}, 'A_1 not set — skipped. Set it in your shell and rerun.'],
    [['SCILLM_ALLOW_X'], { SCILLM_ALLOW_X: '1' }, undefined],
    [
      ['SCILLM_ALLOW_X'],
      { SCILLM_ALLOW_X: 'False' },
      'SCILLM_ALLOW_X not set — skipped. Set it in your shell and rerun.',
    ],
    [
      ['SCILLM_ALLOW_X'],
      { SCILLM_ALLOW_X: '0' },
      'SCILLM_ALLOW_X not set — skipped. Set it in your shell and rerun.',
    ],
  ])('%j with %j', (needs, env, hint) => {
    const tags = needs.map((need) => `requires-env:${need}`);
    const decision = decideCell(tags, 'embedded', env as { [name: string]: string });
    expect(decision).toEqual(
      hint === undefined ? { runs: true } : { runs: false, reason: hint, hint },
    );
  });
});
