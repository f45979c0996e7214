/**
 * Stands for a name that a module does not export. An import may list it, since it may be a type;
 * using it as a value throws and names module and export.
 */
export function missingExport(specifier: string, name: string): unknown {
  const fail = (): never => {
    throw new SyntaxError(`The module ${specifier} has no export named ${name}.`);
  };
  const traps = Object.fromEntries(TRAPS.map((trap) => [trap, fail]));
  return new Proxy(function missing() {}, traps);
}

const TRAPS: readonly (keyof ProxyHandler<object>)[] = [
  'apply',
  'construct',
  'defineProperty',
  'deleteProperty',
  'get',
  'getPrototypeOf',
  'has',
  'ownKeys',
  'set',
];
