import { Buffer } from 'node:buffer';
import { escapeHtml } from './escape-html.ts';

/** An image as an HTML element that holds it. */
export function imageTag(mime: string, content: string, alt?: string): string {
  const source = `data:${mime};base64,${Buffer.from(content).toString('base64')}`;
  const words = alt === undefined ? '' : ` alt="${escapeHtml(alt)}"`;
  return `<img src="${source}"${words}>`;
}
