import { describe, expect, test } from 'vitest';
import { checkGradients } from '../../../src/core/evaluate/gradientCheck.ts';
import { checkLearnedPasses } from '../../../src/core/tutor/marking/customBackward/customBackward.ts';
import { generateBugHunt } from '../../../src/core/tutor/practice/bugHunt.ts';
import { bugs } from '../../../src/core/tutor/practice/bugs.ts';
import { bugTopics } from '../../../src/core/tutor/practice/exercises/topic.ts';
import { evaluated } from './evaluated.ts';

describe.each(bugTopics)('a bug hunt about %s', (topic) => {
  test('has exactly one wrong rule, and the gradient check finds it', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { text, param, right } = generateBugHunt({ topic, seed });
      const evaluation = evaluated(text);
      expect(
        evaluation.statements.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error')),
        text,
      ).toEqual([]);
      const [check, ...others] = checkLearnedPasses(evaluation);
      expect(others).toEqual([]);
      expect(check?.calls, text).toBeGreaterThan(0);
      expect(
        check?.params.filter((one) => !one.right).map((one) => one.param),
        text,
      ).toEqual([param]);
      expect(text).not.toContain(`(${right})`);
      expect(
        checkGradients(evaluation, 1).some(({ verdict }) => verdict === 'wrong'),
        text,
      ).toBe(true);
    }
  });

  test('is right once it is repaired', () => {
    for (const { name, params, body, right, wrong } of bugs[topic])
      for (let seed = 0; seed < 20; seed++) {
        const { text } = generateBugHunt({ topic, seed });
        if (!text.includes(`def ${name}(`)) continue;
        const repaired = text.replace(
          /^backward .*$/m,
          `backward ${name}(${params.join(', ')}, upstream) = (${right.join(', ')})`,
        );
        expect(checkLearnedPasses(evaluated(repaired)), `${body} ${wrong.length}`).toMatchObject([{ right: true }]);
      }
  });
});

test('without a topic the seed decides, and the same seed gives the same hunt', () => {
  const drawn = Array.from({ length: 30 }, (_, seed) => generateBugHunt({ topic: undefined, seed }));
  expect(new Set(drawn.map(({ topic }) => topic)).size).toBeGreaterThan(3);
  expect(generateBugHunt({ topic: undefined, seed: 3 })).toEqual(drawn[3]);
});
