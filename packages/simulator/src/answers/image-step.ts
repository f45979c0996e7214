import { describeImage } from '../images/describe-image.ts';
import { textAnswer } from './answer.ts';
import type { AnswerStep } from './answer-step.ts';

/** Step 5: images are described by what their bytes hold, a line each. */
export const imageStep: AnswerStep = ({ images }) => {
  if (images.length === 0) return null;
  const lines = images.map((url, index) => `image ${index + 1}: ${describeImage(url) ?? 'unread'}`);
  return textAnswer(lines.join('\n'));
};
