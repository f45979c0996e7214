import { type BaseSetting, readSettings, type SettingRow } from '@scillm/core';

/** The settings in force in this process, read anew each time. */
export const settings: {
  /** Every setting with its value, its origin and what it does; never a secret. */
  explain(): readonly SettingRow[];
  /** The OpenAI-compatible bases the environment names. Throws `invalid_config` for a bad one. */
  readonly bases: readonly BaseSetting[];
} = {
  explain: () => readSettings().explain(),
  get bases() {
    return readSettings().bases;
  },
};
