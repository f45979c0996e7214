// Installs the packages as a user would, outside the workspace, and sees that they hold together.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Check, consumerCheck, contentCheck, loadChecks, typeChecks } from './pack/checks.ts';
import { type Installation, installProject } from './pack/project.ts';
import { packAll, type Tarball } from './pack/tarball.ts';

const packagesFolder: string = fileURLToPath(new URL('../../../packages', import.meta.url));
const folder: string = await mkdtemp(join(tmpdir(), 'scillm-pack-'));

try {
  const tarballs = await packAll(packagesFolder, folder);
  process.exitCode = (await checkAll(tarballs)) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function checkAll(tarballs: readonly Tarball[]): Promise<boolean> {
  let holds = await hold(tarballs.map(contentCheck));
  const together = join(folder, 'together');
  const first = await installProject(together, tarballs, tarballs, nodeTypes());
  if (first.kind === 'offline') {
    console.log(`skipped: npm reached no registry (${first.code}), so nothing was installed`);
    return holds;
  }
  if (!report('all packages install together', first)) return false;
  holds = (await hold(await typeChecks(together, tarballs))) && holds;
  holds = (await hold([consumerCheck(together)])) && holds;
  for (const tarball of tarballs) holds = (await checkAlone(tarball, tarballs)) && holds;
  return holds;
}

async function checkAlone(tarball: Tarball, all: readonly Tarball[]): Promise<boolean> {
  const alone = join(folder, 'alone', tarball.name);
  const isInstalled = report(
    `${tarball.name} installs alone`,
    await installProject(alone, [tarball], all),
  );
  return isInstalled && (await hold(loadChecks(alone, tarball)));
}

async function hold(checks: readonly Check[]): Promise<boolean> {
  let holds = true;
  for (const check of checks) {
    const { code, output } = await check.run();
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${check.name}`);
    if (code === 0) continue;
    console.log(output.trim());
    holds = false;
  }
  return holds;
}

function report(name: string, installation: Installation): boolean {
  const isInstalled = installation.kind === 'installed';
  console.log(`${isInstalled ? 'ok    ' : 'FAILED'}  ${name}`);
  if (installation.kind === 'failed') console.log(installation.output.trim());
  return isInstalled;
}

/** What a consumer of typed Node packages has installed, in the version that we build with. */
function nodeTypes(): Readonly<Record<string, string>> {
  const { version } = createRequire(import.meta.url)('@types/node/package.json');
  return { '@types/node': version };
}
