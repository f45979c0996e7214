import { generateValue } from '../schema/generate-value.ts';
import { textAnswer } from './answer.ts';
import type { AnswerStep } from './answer-step.ts';
import { writtenValue } from './written-value.ts';

/** Step 3: a request with a JSON Schema gets a value that validates, from the text where it says so. */
export const schemaStep: AnswerStep = ({ format, text }, random) => {
  if (format.kind !== 'json-schema') return null;
  const value = generateValue(format.schema, random, (name) => writtenValue(text, name));
  return textAnswer(JSON.stringify(value));
};
