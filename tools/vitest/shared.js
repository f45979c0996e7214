const conditions = ['@scillm/source', 'node', 'import', 'module', 'default'];

/**
 * What every package's vitest.config.js exports: sources resolve without a build, files share one
 * process, and the results land in report/vitest.json, from which `npm test` counts.
 *
 * @type {import('vitest/config').ViteUserConfig}
 */
export const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    isolate: false,
    include: ['{src,test}/**/*.test.ts'],
    testTimeout: 10_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    reporters: [['default', { summary: false }], 'json'],
    outputFile: { json: 'report/vitest.json' },
  },
};
