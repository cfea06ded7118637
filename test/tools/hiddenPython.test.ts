import { expect, it } from 'vitest';
import { run } from '../support/run.ts';

it('on a machine without Python the tests that need it are skipped, counted as such, and the run succeeds', async () => {
  const files = ['test/unit/protocol/safetensors.test.ts', 'test/unit/explain/pytorch.test.ts'];
  const { code, output } = await run(process.execPath, ['test/tools/run.mjs', 'test', 'unit', '--', ...files], {
    env: { ...process.env, BACKPROP_PYTHON: 'none' },
  });
  expect(output).toContain('Skipped: Python reads the same numbers (no Python was found)');
  expect(output).toContain('Skipped: exported scripts, run by PyTorch (no Python with PyTorch was found)');
  expect(output.trimEnd().split('\n').at(-1)).toMatch(/^[1-9]\d* passed, 0 failed, [1-9]\d* skipped$/);
  expect(code).toBe(0);
});
