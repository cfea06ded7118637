/** A short run of the reliability campaign; `npm run campaign` makes a long one. */
import { expect, test } from 'vitest';
import * as language from '../../../src/protocol/language.ts';
import { requestMembers } from '../../../src/server/checked.ts';
import { parts } from '../../campaign/parts.ts';

test.each(parts)('$name: $what', async ({ run, short }) => {
  const { inputs, faults } = await run('short', short);
  expect(faults).toEqual([]);
  expect(inputs).toBeGreaterThanOrEqual(short);
});

test('every request that the server answers has its parameters checked', () => {
  const asksTheClient = new Set(['backprop/readFile', 'backprop/listFiles', 'backprop/record']);
  const methods = Object.entries(language).flatMap(([name, one]) =>
    name.endsWith('Request') && typeof one === 'object' && 'method' in one ? [one.method] : [],
  );
  expect(Object.keys(requestMembers).sort()).toEqual(methods.filter((method) => !asksTheClient.has(method)).sort());
});
