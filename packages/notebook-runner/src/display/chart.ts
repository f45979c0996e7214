import { type ChartFunction, createChart } from './create-chart.ts';

/** Makes a chart of a Vega-Lite spec; see {@link ChartFunction}. */
export const chart: ChartFunction = createChart((name) => import(name));
