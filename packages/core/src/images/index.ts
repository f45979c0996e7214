export { checkImageBytes } from './check-image-bytes.ts';
export { type ImagePartOptions, imagePart } from './image-part.ts';
