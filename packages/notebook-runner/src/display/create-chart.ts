import type { MimeBundle } from '../format/notebook.ts';
import { imageTag } from './image-tag.ts';
import { type ImportPackage, loadVega } from './load-vega.ts';
import { renderSvg } from './render-svg.ts';

/** Options of {@link ChartFunction}. */
export interface ChartOptions {
  /** The picture in words, for whoever cannot see it: what it shows, and what that means. Not blank. */
  readonly alt: string;
}

/** A chart to show, by `display(chart)` or as a cell's last expression: `Symbol.for('Jupyter.display')`. */
export interface Chart {
  /**
   * Draws it and gives its representations. Rejects with an `Error` where a package is missing, or
   * Vega cannot draw the spec.
   */
  render(): Promise<MimeBundle>;
}

/**
 * Makes a chart of a Vega-Lite spec. It needs the packages `vega` and `vega-lite`, and loads them when
 * the first chart is drawn. The same spec gives the same bytes: widths of texts are estimated, and
 * what the spec draws by chance repeats itself. Local times are those of the process; the runner sets UTC.
 *
 * Throws a `TypeError` where `alt` is missing.
 */
export type ChartFunction = (spec: object, options: ChartOptions) => Chart;

/** {@link ChartFunction} over a way to load its packages. */
export function createChart(load: ImportPackage): ChartFunction {
  // Ids and chance are counted in Vega itself, for all its pictures: one is drawn after the other.
  let last: Promise<unknown> = Promise.resolve();
  return (spec, options) => {
    const alt = checkAlt(options);
    // It may be drawn later: what counts is the spec as it was given.
    const copy = structuredClone(spec);
    const draw = async (): Promise<MimeBundle> => {
      const svg = await drawSvg(load, copy);
      return {
        'image/svg+xml': svg,
        'text/html': imageTag('image/svg+xml', svg, alt),
        'text/plain': alt,
      };
    };
    const render = (): Promise<MimeBundle> => {
      const drawn = last.then(draw);
      last = drawn.catch(() => undefined);
      return drawn;
    };
    return Object.defineProperty({ render }, Symbol.for('Jupyter.display'), { value: render });
  };
}

// Cells that nobody type-checked may leave it out.
function checkAlt(options: Partial<ChartOptions> | undefined): string {
  const alt = options?.alt;
  if (typeof alt === 'string' && alt.trim() !== '') return alt;
  throw new TypeError(
    "chart has no alt text. Say what the picture shows: chart(spec, { alt: 'Time to first token, by model' })",
  );
}

async function drawSvg(load: ImportPackage, spec: object): Promise<string> {
  const modules = await loadVega(load);
  try {
    return await renderSvg(modules, spec);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`chart could not draw the spec: ${reason}`, { cause });
  }
}
