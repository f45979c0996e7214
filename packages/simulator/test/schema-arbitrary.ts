import fc from 'fast-check';

/** A schema, and a check of its own that a value keeps it: written apart from the package's. */
export interface CheckedSchema {
  /** The JSON Schema. */
  readonly schema: Record<string, unknown>;
  /** Whether a value keeps it. */
  check(value: unknown): boolean;
}

type Arbitrary = fc.Arbitrary<CheckedSchema>;

const bounded = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 40 }));

const integer: Arbitrary = fc
  .record({ span: bounded, step: fc.constantFrom(undefined, 2, 3, 7), open: fc.boolean() })
  .map(({ span: [minimum, width], step, open }) => {
    const maximum = minimum + width + (step ?? 1) + 1;
    const limits = open
      ? { exclusiveMinimum: minimum - 1, exclusiveMaximum: maximum + 1 }
      : { minimum, maximum };
    const multiple = step === undefined ? {} : { multipleOf: step };
    return {
      schema: { type: 'integer', ...limits, ...multiple },
      check: (value) =>
        Number.isInteger(value) &&
        Number(value) >= minimum &&
        Number(value) <= maximum &&
        Number(value) % (step ?? 1) === 0,
    };
  });

const number: Arbitrary = fc
  .tuple(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  )
  .map(([low, width]) => ({
    schema: { type: 'number', minimum: low, exclusiveMaximum: low + width },
    check: (value) => typeof value === 'number' && value >= low && value < low + width,
  }));

const text: Arbitrary = fc
  .tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 }))
  .map(([minLength, width]) => ({
    schema: { type: 'string', minLength, maxLength: minLength + width },
    check: (value) =>
      typeof value === 'string' && value.length >= minLength && value.length <= minLength + width,
  }));

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (value) => value.includes('T') && !Number.isNaN(Date.parse(value)),
  date: (value) => /^\d{4}-\d\d-\d\d$/u.test(value) && !Number.isNaN(Date.parse(value)),
  email: (value) => /^[^@\s]+@[^@\s]+$/u.test(value),
  uri: (value) => URL.canParse(value),
  uuid: (value) =>
    /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u.test(value),
  ipv4: (value) => value.split('.').every((part) => Number(part) < 256),
};

const formatted: Arbitrary = fc.constantFrom(...Object.keys(FORMATS)).map((format) => ({
  schema: { type: 'string', format },
  check: (value) => typeof value === 'string' && FORMATS[format]?.(value) === true,
}));

const patterned: Arbitrary = fc
  .constantFrom(
    String.raw`^[A-Z]{3}-\d{4}$`,
    '^(red|green|blue)$',
    String.raw`^\w+@\w+\.(com|org)$`,
    '^a?b*c+$',
    '^#[0-9a-fA-F]{6}$',
    '^[^a-z]+$',
    String.raw`\d{2,}`,
  )
  .map((pattern) => ({
    schema: { type: 'string', pattern },
    check: (value) => typeof value === 'string' && new RegExp(pattern, 'u').test(value),
  }));

const chosen: Arbitrary = fc
  .uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), {
    minLength: 1,
    maxLength: 5,
  })
  .map((values) => ({
    schema: { enum: values },
    check: (value) => values.some((one) => Object.is(one, value) || one === value),
  }));

const constant: Arbitrary = fc.jsonValue({ maxDepth: 2 }).map((value) => {
  const written = JSON.stringify(value);
  return {
    schema: { const: JSON.parse(written) },
    check: (got) => JSON.stringify(got) === written,
  };
});

const simple: Arbitrary = fc.oneof(
  integer,
  number,
  text,
  formatted,
  patterned,
  chosen,
  constant,
  fc.constant({
    schema: { type: 'boolean' },
    check: (value: unknown) => typeof value === 'boolean',
  }),
  fc.constant({
    schema: { type: ['null', 'string'] },
    check: (value: unknown) => value === null || typeof value === 'string',
  }),
);

function listOf(item: Arbitrary): Arbitrary {
  return fc.tuple(item, fc.nat({ max: 3 }), fc.nat({ max: 3 })).map(([items, minItems, width]) => ({
    schema: { type: 'array', items: items.schema, minItems, maxItems: minItems + width },
    check: (value) =>
      Array.isArray(value) &&
      value.length >= minItems &&
      value.length <= minItems + width &&
      value.every((one) => items.check(one)),
  }));
}

const NAME = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'abcdeé_$ ') });

function objectOf(member: Arbitrary): Arbitrary {
  const members = fc.dictionary(NAME, fc.tuple(member, fc.boolean()), {
    maxKeys: 5,
    noNullPrototype: true,
  });
  return members.map((described) => {
    const entries = Object.entries(described);
    const required = entries.filter(([, [, isRequired]]) => isRequired).map(([name]) => name);
    const properties = Object.fromEntries(entries.map(([name, [{ schema }]]) => [name, schema]));
    return {
      schema: { type: 'object', properties, required, additionalProperties: false },
      check: (value) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
        const got = new Map(Object.entries(value));
        return (
          required.every((name) => got.has(name)) &&
          [...got].every(([name, one]) => described[name]?.[0].check(one) === true)
        );
      },
    };
  });
}

function eitherOf(branch: Arbitrary): Arbitrary {
  return fc.array(branch, { minLength: 1, maxLength: 3 }).map((branches) => ({
    schema: { anyOf: branches.map(({ schema }) => schema) },
    check: (value) => branches.some(({ check }) => check(value)),
  }));
}

/** Schemas of every kind the simulator honours, nested three deep. */
export const checkedSchema: Arbitrary = fc.letrec<{ any: CheckedSchema }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    simple,
    listOf(tie('any')),
    objectOf(tie('any')),
    eitherOf(tie('any')),
  ),
})).any;
