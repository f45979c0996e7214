/**
 * Adds everything up. A red gate that no failed test accounts for is a failure of its own, so that
 * `0 failed` is only ever said of a run in which every gate held.
 *
 * @param {readonly import('./reports.mjs').TestReport[]} reports
 * @param {readonly import('./gates.mjs').RedGate[]} redGates
 * @returns {{ red: import('./gates.mjs').RedGate[], line: string, isGreen: boolean }}
 */
export function totals(reports, redGates) {
  const unreported = reports
    .filter(({ counts }) => counts === undefined)
    .map((report) => testGate(report, 'no test report from'));
  const untested = { name: 'not one test passed', alone: 'npx turbo run test' };
  const passed = sum(reports, 'passed');
  const found = [
    ...new Map(redGates.map((gate) => [gate.alone, gate])).values(),
    ...unreported.filter(({ alone }) => redGates.every((gate) => gate.alone !== alone)),
  ];
  const red = found.length === 0 && passed === 0 ? [untested] : found;
  const counted = new Set(
    reports.filter(({ counts }) => counts?.failed).map((report) => testGate(report, '').alone),
  );
  const failed = sum(reports, 'failed') + red.filter(({ alone }) => !counted.has(alone)).length;
  const line = `${passed} passed, ${failed} failed, ${sum(reports, 'skipped')} skipped`;
  return { red, line, isGreen: failed === 0 };
}

/**
 * @param {import('./reports.mjs').TestReport} report
 * @param {string} name
 * @returns {import('./gates.mjs').RedGate}
 */
function testGate(report, name) {
  return {
    name: `${name} ${report.package}`,
    alone: `npx turbo run test --filter=${report.package}`,
  };
}

/**
 * @param {readonly import('./reports.mjs').TestReport[]} reports
 * @param {'passed' | 'failed' | 'skipped'} key
 * @returns {number}
 */
function sum(reports, key) {
  return reports.reduce((total, { counts }) => total + (counts?.[key] ?? 0), 0);
}
