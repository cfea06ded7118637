import { describe, expect, it } from 'vitest';
import { functionNames } from '../../../src/core/semantics/functionTable.ts';
import { foreignFunctions } from '../../../src/core/syntax/advice/foreignNames.ts';
import { dataSets } from '../../../src/data/index.ts';

describe('names of other libraries', () => {
  it.each([...foreignFunctions])('%s is not ours, and what stands for it is', (name, { instead }) => {
    expect(functionNames(dataSets).has(name)).toBe(false);
    if (instead !== undefined) expect(functionNames(dataSets).has(instead)).toBe(true);
  });
});
