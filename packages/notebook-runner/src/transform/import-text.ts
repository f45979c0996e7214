import type { ImportDeclaration } from 'oxc-parser';

/** The statement that stands for a static import: awaited calls of the runtime hook, or nothing for types. */
export function importText(node: ImportDeclaration): string {
  const values = node.specifiers.filter(isValue);
  const isTypesOnly = node.specifiers.length > 0 && values.length === 0;
  if (node.importKind === 'type' || isTypesOnly) return ';';
  const target = [node.source.raw, ...attributes(node)];
  const statements = values
    .filter(({ type }) => type === 'ImportNamespaceSpecifier')
    .map(({ local }) => `let ${local.name} = await __cell__.import(${target.join(', ')});`);
  const names = values.flatMap((specifier) => named(specifier));
  if (names.length > 0) {
    const pattern = names.map(({ name, local }) => `${name}: ${local}`).join(', ');
    const list = `[${names.map(({ name }) => name).join(', ')}]`;
    const call = `__cell__.importNamed(${[list, ...target].join(', ')})`;
    statements.push(`let { ${pattern} } = await ${call};`);
  }
  return statements.join(' ') || `await __cell__.import(${target.join(', ')});`;
}

type Specifier = ImportDeclaration['specifiers'][number];

function isValue(specifier: Specifier): boolean {
  return specifier.type !== 'ImportSpecifier' || specifier.importKind !== 'type';
}

function named(specifier: Specifier): { name: string; local: string }[] {
  const local = specifier.local.name;
  if (specifier.type === 'ImportDefaultSpecifier') return [{ name: '"default"', local }];
  if (specifier.type === 'ImportNamespaceSpecifier') return [];
  const { imported } = specifier;
  const name = imported.type === 'Literal' ? imported.value : imported.name;
  return [{ name: JSON.stringify(name), local }];
}

function attributes(node: ImportDeclaration): string[] {
  if (node.attributes.length === 0) return [];
  const members = node.attributes.map(({ key, value }) => {
    const name = key.type === 'Literal' ? key.value : key.name;
    return `${JSON.stringify(name)}: ${JSON.stringify(value.value)}`;
  });
  return [`{ with: { ${members.join(', ')} } }`];
}
