import { readSettings, type SettingRow } from '@scillm/core';

/** The settings in force in this process, read anew each time. */
export const settings: { explain(): readonly SettingRow[] } = {
  /** Every setting with its value, its origin and what it does; never a secret. */
  explain: () => readSettings().explain(),
};
