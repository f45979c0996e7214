import type { VegaListener, VegaModules } from './vega-modules.ts';

/**
 * Draws a Vega-Lite spec as SVG. The same spec gives the same bytes, as long as no other drawing is
 * made meanwhile. Rejects where Vega would go on without what it could not read; what it only warns
 * of becomes a process warning named `ChartWarning`.
 */
export async function renderSvg({ vega, vegaLite }: VegaModules, spec: object): Promise<string> {
  const errors: string[] = [];
  const listen: VegaListener = (_method, level, facts) => {
    const text = facts.map(String).join(' ');
    if (level === 'ERROR' || facts.some((fact) => fact instanceof Error)) errors.push(text);
    else process.emitWarning(text, 'ChartWarning');
  };
  const logger = vega.logger(vega.Warn, undefined, listen);
  // The fonts of this machine, earlier drawings and chance must not show.
  vega.textMetrics.canvas(false);
  vega.resetSVGDefIds();
  vega.setRandom(vega.randomLCG(SEED));
  try {
    const compiled = vegaLite.compile(spec, { logger });
    const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger });
    const svg = await view.toSVG();
    view.finalize();
    if (errors[0] !== undefined) throw new Error(errors[0]);
    return svg;
  } finally {
    vega.setRandom(Math.random);
  }
}

const SEED = 1;
