export { type DisplayFunction, type DisplayOptions, display } from './display.ts';
export { type Displayable, table } from './table.ts';
