import { colourName } from './colour-name.ts';
import { decodeImage } from './decode-image.ts';
import type { Rgb } from './decoded-image.ts';
import { imageBytes } from './image-bytes.ts';

/** An image in words, such as `png 64x48, dominant #c81e1e (red)`, or `null` if it cannot be read. */
export function describeImage(url: string): string | null {
  const bytes = imageBytes(url);
  const image = bytes === null ? null : decodeImage(bytes);
  if (image === null) return null;
  const size = `${image.format} ${image.width}x${image.height}`;
  return image.dominant === null ? size : `${size}, dominant ${inWords(image.dominant)}`;
}

function inWords(colour: Rgb): string {
  const hex = colour.map((part) => part.toString(16).padStart(2, '0')).join('');
  return `#${hex} (${colourName(colour)})`;
}
