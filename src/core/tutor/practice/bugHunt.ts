import { plainSurroundings } from '../../evaluate/environment.ts';
import { evaluateDocument } from '../../evaluate/evaluate.ts';
import { checkGradients } from '../../evaluate/gradientCheck.ts';
import { parseDocument } from '../../syntax/document.ts';
import { isAgreeable } from './agreeable.ts';
import { type Bug, bugs } from './bugs.ts';
import { Draw } from './exercises/draw.ts';
import { type BugTopic, bugTopics } from './exercises/topic.ts';
import type { Practice } from './generatePractice.ts';

interface BugHunt extends Practice {
  readonly topic: BugTopic;
  /** The parameter whose gradient has the wrong rule. */
  readonly param: string;
  /** The right formula, for the key. */
  readonly right: string;
}

const MOST_ATTEMPTS = 200;

/** A function with a backward pass of its own in which exactly one formula is wrong. */
export function generateBugHunt({
  topic,
  seed,
}: {
  /** Undefined: drawn by the seed. */
  readonly topic: BugTopic | undefined;
  readonly seed: number;
}): BugHunt {
  const draw = new Draw(`bug hunt ${topic ?? ''} ${seed}`);
  const about = topic ?? draw.one(bugTopics);
  let hunt = candidate(draw, about, seed);
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !showsItself(hunt); attempt++) hunt = candidate(draw, about, seed);
  return hunt;
}

/** At some numbers a wrong rule gives the right gradient by chance: then there would be nothing to be found. */
function showsItself({ text }: BugHunt): boolean {
  const evaluation = evaluateDocument(parseDocument(text), plainSurroundings);
  return (
    isAgreeable(evaluation, 1, { exact: false }) &&
    checkGradients(evaluation, 1).some(({ verdict }) => verdict === 'wrong')
  );
}

function candidate(draw: Draw, topic: BugTopic, seed: number): BugHunt {
  const bug = draw.one(bugs[topic]);
  const [at, formula] = draw.one(bug.wrong);
  // The number tells one hunt from another of the same kind: probes are counted for each.
  const title = `Bug hunt: ${bug.title}, no. ${seed}`;
  const formulas = bug.right.map((right, i) => (i === at ? formula : right));
  return {
    topic,
    title,
    text: asText(title, bug, draw, formulas),
    param: bug.params[at] ?? '',
    right: bug.right[at] ?? '',
  };
}

function asText(title: string, { name, params, body, call }: Bug, draw: Draw, formulas: readonly string[]): string {
  const tuple = formulas.length === 1 ? (formulas[0] ?? '') : `(${formulas.join(', ')})`;
  return [
    `# %% [markdown] ${title}`,
    '# The backward pass below has one wrong rule. Find it as you would in your own code: *Check gradients* above the cell says which gradients are wrong. You may check two more sets of inputs. Then repair the formula, and nothing else.',
    '',
    `# %% ${title}`,
    `def ${name}(${params.join(', ')}) = ${body}`,
    `backward ${name}(${params.join(', ')}, upstream) = ${tuple}`,
    '',
    ...call(draw),
    '',
  ].join('\n');
}
