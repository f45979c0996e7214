export { chart } from './chart.ts';
export type { Chart, ChartFunction, ChartOptions } from './create-chart.ts';
export { type DisplayFunction, type DisplayOptions, display } from './display.ts';
export { type Displayable, table } from './table.ts';
