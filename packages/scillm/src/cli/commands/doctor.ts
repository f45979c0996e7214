import { type BaseSetting, readSettings, type Settings } from '@scillm/core';
import { type AuthProbeReport, authProbe } from '@scillm/providers-compatible';
import { type Discovered, discoverModels } from '../../discovery/discover-models.ts';
import { createDiscoveryMemory } from '../../discovery/discovery-memory.ts';
import { EXIT, type Terminal } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** What `scillm doctor` was told. */
export interface DoctorFlags {
  readonly json?: boolean;
}

/** One base as the doctor found it. */
interface Examined extends Discovered {
  /** Which header styles work; absent for a base without a key. */
  readonly probe?: AuthProbeReport;
}

/**
 * Shows the settings in force with their origin, and for each base whether it answers, which header
 * style it takes and which models it lists. Shows no key. Exit 0 if at least one base can be used,
 * 2 if a setting is refused: then all refused ones are listed, and nobody is asked.
 */
export async function doctor({ json = false }: DoctorFlags, terminal: Terminal): Promise<number> {
  const settings = readSettings();
  const rows = settings.explain();
  const refused = rows.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  if (refused.length > 0) {
    terminal.out(settingsTable(rows));
    for (const problem of refused) terminal.note(`- ${problem}\n`);
    return EXIT.usage;
  }
  const { bases } = settings;
  if (terminal.isInteractive && bases.length > 0) terminal.note(`asking ${bases.length} bases …\n`);
  const examined = await examine(bases, settings, terminal.signal);
  if (json) {
    terminal.out(`${JSON.stringify({ settings: rows, bases: examined.map(summary) }, null, 2)}\n`);
  } else {
    terminal.out(settingsTable(rows));
    terminal.out(`\n${bases.length === 0 ? noBases(settings) : basesTable(examined)}`);
    terminal.out(advice(examined, settings));
  }
  const isSimulated = bases.length === 0 && settings.simulator;
  return isSimulated || examined.some(isUsable) ? EXIT.ok : EXIT.failed;
}

function noBases({ simulator }: Settings): string {
  return simulator ? SIMULATED : NO_BASES;
}

const SIMULATED =
  'No base is set: SCILLM_SIMULATOR=on answers from the simulator, not from a model.\n';
const NO_BASES =
  'No base is set. Set CHUTES_API_KEY, or SCILLM_API_BASE for any OpenAI-compatible server, or try SCILLM_SIMULATOR=on.\n';

async function examine(
  bases: readonly BaseSetting[],
  settings: Settings,
  signal: AbortSignal,
): Promise<readonly Examined[]> {
  const memory = createDiscoveryMemory();
  const found = await discoverModels(bases, settings, { memory, signal });
  return Promise.all(
    found.map(async (entry) => {
      const { baseUrl, apiKey } = entry.base;
      return apiKey === undefined
        ? entry
        : { ...entry, probe: await authProbe({ baseUrl, apiKey, signal }) };
    }),
  );
}

function isUsable({ models }: Examined): boolean {
  return models !== undefined;
}

function settingsTable(rows: ReturnType<Settings['explain']>): string {
  return textTable(
    ['setting', 'value', 'origin', 'effect'],
    rows.map(({ name, value, source, effect, note }) => [
      name,
      value,
      source,
      note === undefined ? effect : `${effect} (${note})`,
    ]),
  );
}

function basesTable(examined: readonly Examined[]): string {
  return textTable(
    ['base', 'url', 'bearer', 'x-api-key', 'models', 'first models or trouble'],
    examined.map(({ base, models, error, probe }) => [
      base.id,
      base.baseUrl,
      styleCell(probe, 'bearer'),
      styleCell(probe, 'x-api-key'),
      models === undefined ? '-' : String(models.length),
      error?.code ??
        (models ?? [])
          .slice(0, 3)
          .map(({ id }) => id)
          .join(', '),
    ]),
  );
}

function styleCell(probe: AuthProbeReport | undefined, style: 'bearer' | 'x-api-key'): string {
  const result = probe?.results.find((entry) => entry.style === style);
  if (result === undefined) return 'no key';
  if (result.ok) return 'ok';
  return result.status === 0 ? 'no answer' : String(result.status);
}

function advice(examined: readonly Examined[], { canonicalizeAuth }: Settings): string {
  const lines = examined.flatMap(({ base, error, probe }) => {
    const wantsOther = probe?.recommended === 'x-api-key' && !canonicalizeAuth;
    const fix = `${base.id} takes x-api-key only. Set SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH=1.`;
    if (wantsOther) return [fix];
    return error === undefined ? [] : [error.message];
  });
  return lines.length === 0 ? '' : `\n${lines.map((line) => `- ${line}\n`).join('')}`;
}

function summary({ base, models, error, probe }: Examined) {
  return {
    id: base.id,
    baseUrl: base.baseUrl,
    usable: models !== undefined,
    models: models?.map(({ id }) => id) ?? [],
    auth: probe?.results.map(({ style, status, ok }) => ({ style, status, ok })) ?? [],
    recommended: probe?.recommended ?? null,
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
  };
}
