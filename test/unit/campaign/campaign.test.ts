/** A short run of the reliability campaign; `npm run campaign` makes a long one. */
import { expect, test } from 'vitest';
import { parts } from '../../campaign/parts.ts';

test.each(parts)('$name: $what', async ({ run, short }) => {
  const { inputs, faults } = await run('short', short);
  expect(faults).toEqual([]);
  expect(inputs).toBeGreaterThanOrEqual(short);
});
