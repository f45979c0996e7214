// biome-ignore lint/style/noDefaultExport: what a cell imports is what is tested
export default 'the default';
export const named = 'a name';
export const count = { value: 0 };
export function fail() {
  throw new Error('from the module');
}
const dashed = 'a string name';

export { dashed as 'with-dash' };
