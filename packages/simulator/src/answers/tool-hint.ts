import type { Hint } from '../schema/draft.ts';
import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import { writtenValue } from './written-value.ts';

const CODE_NAMES = ['code', 'script', 'source', 'program', 'command', 'cmd', 'input'];

/** What the text gives for the arguments of a tool: `name=value`, and its fenced code. */
export function toolHint(text: string, schema: JsonObject): Hint {
  const code = /```[^\n]*\n([\s\S]*?)\n?```/u.exec(text)?.[1] ?? null;
  const prose = text.replaceAll(/```[\s\S]*?```/gu, '');
  const codeName = code === null ? null : codeArgument(schema['properties']);
  return (name) => {
    const written = wordValue(prose, name);
    return written ?? (name === codeName ? code : null);
  };
}

function wordValue(text: string, name: string): string | null {
  const value = writtenValue(text, name);
  if (value === null) return null;
  // An argument stands in running text: without quotes it ends at the first blank.
  return text.includes(`${name}="${value}"`) || text.includes(`${name}='${value}'`)
    ? value
    : (value.split(/\s/u)[0] ?? value);
}

function codeArgument(properties: unknown): string | null {
  if (!isJsonObject(properties)) return null;
  const strings = Object.keys(properties).filter((name) => {
    const property = properties[name];
    return isJsonObject(property) && property['type'] === 'string';
  });
  return CODE_NAMES.find((name) => strings.includes(name)) ?? strings[0] ?? null;
}
