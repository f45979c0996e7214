import { startSimulator } from '@scillm/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorOf } from '../test/ask.ts';
import { sendJson, startSmallServer } from '../test/small-server.ts';
import { authProbe } from './auth-probe.ts';

const apiKey = 'key-of-the-test';

describe('F7 authProbe', () => {
  it.each([
    ['chutes-1', [200, 200], 'bearer'],
    ['chutes-2', [401, 200], 'x-api-key'],
    ['openai', [200, 401], 'bearer'],
  ] as const)('reports what %s takes', async (surface, statuses, recommended) => {
    const simulator = await startSimulator({ surfaces: [surface] });
    onTestFinished(() => simulator.close());
    const report = await authProbe({
      baseUrl: simulator.base(surface),
      apiKey: simulator.key(surface),
    });
    expect(report.baseUrl).toBe(simulator.base(surface));
    expect(report.results.map(({ style, status, ok }) => [style, status, ok])).toEqual([
      ['bearer', statuses[0], statuses[0] === 200],
      ['x-api-key', statuses[1], statuses[1] === 200],
    ]);
    expect(report.recommended).toBe(recommended);
    for (const { ok, modelIds, bodyBytes } of report.results) {
      expect(modelIds.length > 0).toBe(ok);
      expect(bodyBytes).toBeGreaterThan(0);
    }
    expect(simulator.log.entries().map(({ authStyle }) => authStyle)).toEqual([
      ...['bearer', 'x-api-key'],
    ]);
  });

  it('recommends none where a wrong key is refused in both', async () => {
    const simulator = await startSimulator({ surfaces: ['chutes-1'] });
    onTestFinished(() => simulator.close());
    const report = await authProbe({ baseUrl: simulator.base('chutes-1'), apiKey });
    expect(report.recommended).toBe(null);
  });

  it('shows the first 8 models and counts bytes', async () => {
    const data = [null, 'x', ...Array.from({ length: 12 }, (_, index) => ({ id: `m-${index}` }))];
    const server = await startSmallServer((response) => sendJson(response, { data, ü: 1 }));
    const { results } = await authProbe({ baseUrl: `${server.baseUrl}/`, apiKey });
    const modelIds = Array.from({ length: 8 }, (_, index) => `m-${index}`);
    const bodyBytes = Buffer.byteLength(JSON.stringify({ data, ü: 1 }));
    expect(results).toMatchObject([
      { modelIds, bodyBytes },
      { modelIds, bodyBytes },
    ]);
  });

  it('takes a page for an answer without models', async () => {
    const server = await startSmallServer((response) => void response.end('<html></html>'));
    const { results } = await authProbe({ baseUrl: server.baseUrl, apiKey });
    expect(results).toMatchObject([{ ok: true, modelIds: [] }, { modelIds: [] }]);
  });

  it('follows no redirect', async () => {
    const other = await startSmallServer((response) => sendJson(response, { data: [] }));
    const server = await startSmallServer(
      (response) => void response.writeHead(302, { location: other.baseUrl }).end(),
    );
    const { recommended } = await authProbe({ baseUrl: server.baseUrl, apiKey });
    expect([recommended, other.asked.length]).toEqual([null, 0]);
  });

  it('reports a base that does not answer, and never shows the key', async () => {
    const server = await startSmallServer((response) => void response.destroy());
    const report = await authProbe({ baseUrl: server.baseUrl, apiKey });
    expect(report).toMatchObject({ recommended: null, results: [{ status: 0, ok: false }, {}] });
    for (const { error } of report.results) expect(error).toContain('could not be reached');
    expect(JSON.stringify(report)).not.toContain(apiKey);
  });

  it.each([
    ['a quoted key', { apiKey: `"${apiKey}"` }, 'apiKey looks quoted or nested'],
    ['a key with its name', { apiKey: `CHUTES_API_KEY=${apiKey}` }, 'looks quoted or nested'],
    ['no URL', { baseUrl: 'llm.chutes.ai' }, 'baseUrl is no http or https URL'],
  ])('rejects %s as invalid_config', async (_, wrong, message) => {
    const options = { baseUrl: 'http://127.0.0.1:9/v1', apiKey, ...wrong };
    const error = await errorOf(authProbe(options));
    expect(error.code).toBe('invalid_config');
    expect(error.message).toContain(message);
    expect(error.message).not.toContain(apiKey);
  });

  it('C4 ends at an abort, before and during', async () => {
    const controller = new AbortController();
    const server = await startSmallServer(() => controller.abort('gone'));
    const options = { baseUrl: server.baseUrl, apiKey, signal: controller.signal };
    for (const _ of ['during', 'before']) {
      const error = await errorOf(authProbe(options));
      expect([error.code, error.cause]).toEqual(['aborted', 'gone']);
    }
    expect(server.asked.length).toBe(1);
  });
});
