import { badRequest, type Problem } from '../wire/problem.ts';
import { describeImage } from './describe-image.ts';

/** The refusal for the first image that is remote or broken, or `null` if all can be read. */
export function imageProblem(urls: readonly string[]): Problem | null {
  const bad = urls.find((url) => describeImage(url) === null);
  if (bad === undefined) return null;
  const message = /^data:/iu.test(bad)
    ? 'The image in your request could not be decoded.'
    : 'The simulator fetches nothing: send the image as a base64 data URL.';
  return badRequest(message, { param: 'messages', code: 'invalid_image' });
}
