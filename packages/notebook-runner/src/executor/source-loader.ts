import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * The Node options with which the child can load this package's TypeScript, when the runner itself
 * runs from source (under vitest), which Node 20 cannot do alone. Empty in the published package,
 * where every file is JavaScript: this never touches how a user's notebook runs.
 */
export function sourceLoaderOptions(): string[] {
  if (!import.meta.url.endsWith('.ts')) return [];
  const oxc = pathToFileURL(createRequire(import.meta.url).resolve('oxc-transform')).href;
  const root = new URL('../', import.meta.url).href;
  const hooks = `
    import { readFile } from 'node:fs/promises';
    import { fileURLToPath } from 'node:url';
    import { transformSync } from ${JSON.stringify(oxc)};
    export async function load(url, context, next) {
      const [file] = url.split('?');
      if (!file.startsWith(${JSON.stringify(root)}) || !file.endsWith('.ts')) return next(url, context);
      const { code } = transformSync('file.ts', await readFile(fileURLToPath(file), 'utf8'));
      return { format: 'module', source: code, shortCircuit: true };
    }`;
  const register = `
    import { register } from 'node:module';
    register(${JSON.stringify(dataUrl(hooks))});`;
  return ['--import', dataUrl(register)];
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
