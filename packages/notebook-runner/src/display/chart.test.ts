import { expect, it, vi } from 'vitest';
import { chart } from './chart.ts';
import { createChart } from './create-chart.ts';

const data = {
  values: [
    { model: 'first', firstTokenMs: 40 },
    { model: 'second', firstTokenMs: 75 },
  ],
};
const bars = {
  data,
  mark: 'bar',
  encoding: {
    x: { field: 'firstTokenMs', type: 'quantitative' },
    y: { field: 'model', type: 'nominal' },
  },
};
const alt = 'Time to first token: <first> 40 ms, "second" 75 ms';

/** The package itself, by a name that the compiler does not follow: its types are a browser's. */
async function vega(): Promise<{ random(): number; textMetrics: { width(): number } }> {
  const name: string = 'vega';
  return import(name);
}

async function svgOf(spec: object): Promise<string> {
  return String((await chart(spec, { alt }).render())['image/svg+xml']);
}

it('draws the data as SVG, also as an image, with the words for it', async () => {
  const bundle = await chart(bars, { alt }).render();
  const svg = String(bundle['image/svg+xml']);
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
  expect(svg).toContain('aria-label="firstTokenMs: 40; model: first"');
  expect(svg).toContain('aria-label="firstTokenMs: 75; model: second"');
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  expect(bundle['text/html']).toBe(
    `<img src="${source}" alt="Time to first token: &#60;first&#62; 40 ms, &#34;second&#34; 75 ms">`,
  );
  expect(bundle['text/plain']).toBe(alt);
});

it('shows itself under the symbol that Jupyter kernels know', async () => {
  const shown = chart(bars, { alt });
  const show = (shown as unknown as { [key: symbol]: unknown })[Symbol.for('Jupyter.display')];
  expect(await (show as () => unknown)()).toEqual(await shown.render());
});

// Clip paths and gradients have ids, which Vega counts on from one picture to the next.
const clipped = {
  data,
  mark: { type: 'line', clip: true },
  encoding: {
    x: { field: 'firstTokenMs', type: 'quantitative' },
    y: { field: 'firstTokenMs', type: 'quantitative' },
    stroke: {
      value: {
        gradient: 'linear',
        stops: [
          { offset: 0, color: 'red' },
          { offset: 1, color: 'blue' },
        ],
      },
    },
  },
};

it('gives the same bytes each time, also when several are drawn at once', async () => {
  const first = await svgOf(clipped);
  expect(first).toContain('id="clip1"');
  expect(first).toContain('id="gradient_0"');
  expect(await svgOf(clipped)).toBe(first);
  expect(await Promise.all([svgOf(clipped), svgOf(bars), svgOf(clipped)])).toEqual([
    first,
    await svgOf(bars),
    first,
  ]);
});

it('gives the same bytes where the spec draws by chance, and leaves chance as it was', async () => {
  const jitter = {
    ...bars,
    transform: [{ calculate: 'random()', as: 'jitter' }],
    encoding: { ...bars.encoding, size: { field: 'jitter', type: 'quantitative' } },
    mark: 'point',
  };
  vi.spyOn(Math, 'random').mockReturnValue(0.125);
  expect(await svgOf(jitter)).toBe(await svgOf(jitter));
  const { random } = await vega();
  expect(random()).toBe(0.125);
});

it('gives the same bytes whatever fonts the machine has', async () => {
  const drawn = await svgOf(bars);
  const { textMetrics } = await vega();
  textMetrics.width = () => 100;
  expect(await svgOf(bars)).toBe(drawn);
});

it('neither changes the rows it is given, nor follows a later change', async () => {
  const rows = data.values.map((row) => Object.freeze({ ...row }));
  const spec = { ...bars, data: { values: rows } };
  const drawn = chart(spec, { alt });
  spec.mark = 'point';
  expect((await drawn.render())['image/svg+xml']).toBe(await svgOf(bars));
  expect(rows).toEqual(data.values);
  expect(rows.flatMap(Object.getOwnPropertySymbols)).toEqual([]);
});

it('draws the same chart twice alike, also where its spec overwrites a field', async () => {
  const drawn = chart(
    { ...bars, transform: [{ calculate: 'datum.firstTokenMs * 2', as: 'firstTokenMs' }] },
    { alt },
  );
  const first = await drawn.render();
  expect(first['image/svg+xml']).toContain('firstTokenMs: 80;');
  expect(await drawn.render()).toEqual(first);
});

it.each([
  ['no options', undefined],
  ['no alt', {}],
  ['a blank alt', { alt: ' \n' }],
])('refuses %s', (_title, options) => {
  const untyped = chart as (spec: object, options: unknown) => unknown;
  expect(() => untyped(bars, options)).toThrow(
    new TypeError(
      "chart has no alt text. Say what the picture shows: chart(spec, { alt: 'Time to first token, by model' })",
    ),
  );
});

it.each(['vega', 'vega-lite'])('says what to install where %s is missing', async (missing) => {
  const cause = Object.assign(new Error(`Cannot find package '${missing}'`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  const draw = createChart(async (name) => {
    if (name === missing) throw cause;
    return import(name);
  });
  const drawing = draw(bars, { alt }).render();
  await expect(drawing).rejects.toThrow(
    `chart draws with the packages vega and vega-lite, and ${missing} could not be loaded. Install both: npm install vega vega-lite`,
  );
  await expect(drawing).rejects.toHaveProperty('cause', cause);
});

it('loads its packages when it draws, not before', async () => {
  const load = vi.fn((name: string): Promise<unknown> => import(name));
  const drawn = createChart(load)(bars, { alt });
  expect(load).not.toHaveBeenCalled();
  await drawn.render();
  expect(load.mock.calls).toEqual([['vega'], ['vega-lite']]);
});

it.each([
  ['a spec that is none', {}, /^chart could not draw the spec: Invalid specification/],
  [
    'an expression that fails on a row',
    { ...bars, transform: [{ filter: 'datum.no.such.field > 1' }] },
    /^chart could not draw the spec: TypeError: /,
  ],
  [
    'data that cannot be loaded',
    { ...bars, data: { url: 'no-such-file.json' } },
    /^chart could not draw the spec: Loading failed no-such-file\.json/,
  ],
])('fails on %s, and draws the next', async (_title, spec, message) => {
  vi.spyOn(process, 'emitWarning').mockReturnValue();
  await expect(chart(spec, { alt }).render()).rejects.toThrow(message);
  expect(await svgOf(bars)).toContain('firstTokenMs: 40');
});

it('fails on what Vega calls an error, whatever it says', async () => {
  const draw = createChart(async (name) => {
    const module = (await import(name)) as { compile(spec: object, options: object): object };
    if (name === 'vega') return module;
    const compile = (spec: object, options: { logger: { error(text: string): void } }): object => {
      options.logger.error('a part is missing');
      return module.compile(spec, options);
    };
    return { compile };
  });
  await expect(draw(bars, { alt }).render()).rejects.toThrow(
    'chart could not draw the spec: a part is missing',
  );
});

it('passes on what Vega only warns of', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  await svgOf({ ...bars, encoding: { ...bars.encoding, q: { field: 'model' } } });
  expect(warn.mock.calls).toEqual([
    ['q-encoding is dropped as q is not a valid encoding channel.', 'ChartWarning'],
  ]);
});
