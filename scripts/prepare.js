// npm runs this after an install in a clone and before it packs. It never fails: an npx that failed once keeps failing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const isInstalled = await import('rolldown').then(
  () => true,
  () => false,
);
if (isInstalled) {
  spawnSync(process.execPath, [fileURLToPath(new URL('build.js', import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
} else {
  process.stderr.write('Not built: the build needs the development dependencies (npm ci).\n');
}
