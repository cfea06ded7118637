import { expect, test } from 'vitest';
import { compiledKernels } from '../../../src/trainer/kernels/compiledKernels.ts';

test('the kernels in the sources are those that the build makes', async () => {
  const build: { compiledKernels: () => Promise<string> } = await import(
    '../../../src/trainer/kernels/build.mjs' as string
  );
  const text = await build.compiledKernels();
  for (const base64 of Object.values(compiledKernels)) expect(text).toContain(base64);
}, 60_000);
