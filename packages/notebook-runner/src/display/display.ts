import type { JsonObject, MimeBundle } from '../format/notebook.ts';
import { imageTag } from './image-tag.ts';
import { type Display, outputHook } from './output-hook.ts';
import { toBundle } from './to-bundle.ts';

/** Options of {@link display}. */
export interface DisplayOptions {
  /** Names the output, so that a later display can replace it. */
  readonly id?: string;
  /**
   * Whether to replace what was shown under `id`.
   *
   * @default false
   */
  readonly update?: boolean;
  /**
   * Metadata of the output, by MIME type.
   *
   * @default {}
   */
  readonly metadata?: JsonObject;
}

/** Shows values in a notebook. */
export interface DisplayFunction {
  /**
   * Shows a value as it wishes to be shown (`Symbol.for('Jupyter.display')`), else as `util.inspect`
   * prints it. Gives a promise only when the value makes its representations asynchronously; the
   * cell waits for it either way, and fails where it rejects unhandled. Outside a notebook it writes
   * the plain text to stdout.
   */
  (value: unknown, options?: DisplayOptions): void | Promise<void>;
  /** Shows HTML. */
  html(html: string, options?: DisplayOptions): void;
  /** Shows Markdown. */
  markdown(markdown: string, options?: DisplayOptions): void;
  /** Shows a JSON value as a tree. */
  json(value: unknown, options?: DisplayOptions): void;
  /** Shows an SVG drawing; also as an HTML image, since nbconvert drops SVG. */
  svg(svg: string, options?: DisplayOptions): void;
  /** Shows a PNG image. */
  png(png: Uint8Array, options?: DisplayOptions): void;
}

/** Shows values in a notebook; also global there. */
export const display: DisplayFunction = Object.assign(showValue, {
  html: (html: string, options?: DisplayOptions) => show({ 'text/html': html }, options),
  markdown: (text: string, options?: DisplayOptions) => show({ 'text/markdown': text }, options),
  json: (value: unknown, options?: DisplayOptions) =>
    show({ 'application/json': JSON.parse(JSON.stringify(value ?? null)) }, options),
  svg: (svg: string, options?: DisplayOptions) =>
    show({ 'image/svg+xml': svg, 'text/html': imageTag('image/svg+xml', svg) }, options),
  png: (png: Uint8Array, options?: DisplayOptions) => show({ 'image/png': base64(png) }, options),
});

function showValue(value: unknown, options?: DisplayOptions): void | Promise<void> {
  const bundle = toBundle(value);
  if (!(bundle instanceof Promise)) return show(bundle, options);
  const shown = bundle.then((data) => show(data, options));
  return outputHook()?.wait(shown) ?? shown;
}

function show(data: MimeBundle, { id, update = false, metadata = {} }: DisplayOptions = {}): void {
  const hook = outputHook();
  const item: Display = { data, metadata, isUpdate: update, ...(id === undefined ? {} : { id }) };
  if (hook) hook.show(item);
  else process.stdout.write(`${String(data['text/plain'] ?? Object.values(data)[0] ?? '')}\n`);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
