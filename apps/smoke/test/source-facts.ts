import { parseSync, Visitor } from 'oxc-parser';

/** What a source file says about modules and the environment, read from its syntax tree. */
export interface SourceFacts {
  /** Module specifiers it imports or re-exports, types included. */
  readonly imports: readonly string[];
  /** Names it exports. */
  readonly exports: readonly string[];
  readonly reexportsAll: boolean;
  readonly readsEnvironment: boolean;
  readonly comments: readonly string[];
}

/** Parses a file; throws with its name when that fails, so that no rule passes unread code. */
export function readSource(path: string, text: string): SourceFacts {
  const { program, module, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const exported = module.staticExports.flatMap(({ entries }) => entries);
  const imports = new Set([
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...exported.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) =>
      literal(text.slice(start, end)),
    ),
  ]);
  let readsEnvironment = module.staticImports.some(importsEnvironment);
  new Visitor({
    MemberExpression({ object, property }) {
      if (object.type !== 'Identifier' || object.name !== 'process') return;
      readsEnvironment ||= 'name' in property ? property.name === 'env' : isEnv(property);
    },
    TSImportType({ source }) {
      imports.add(source.value);
    },
  }).visit(program);
  return {
    imports: [...imports],
    exports: exported.flatMap(({ exportName }) => exportName.name ?? []),
    reexportsAll: exported.some(({ importName }) =>
      ['All', 'AllButDefault'].includes(importName.kind),
    ),
    readsEnvironment,
    comments: comments.map(({ value }) => value.trim()),
  };
}

function literal(expression: string): string[] {
  const match = /^(['"`])([^'"`$]*)\1$/.exec(expression);
  return match?.[2] === undefined ? [] : [match[2]];
}

function importsEnvironment(statement: {
  readonly moduleRequest: { readonly value: string };
  readonly entries: readonly { readonly importName: { readonly name: string | null } }[];
}): boolean {
  const isProcess = /^(node:)?process$/.test(statement.moduleRequest.value);
  return isProcess && statement.entries.some(({ importName }) => importName.name === 'env');
}

function isEnv(node: { readonly type: string; readonly value?: unknown }): boolean {
  return node.type === 'Literal' && node.value === 'env';
}
