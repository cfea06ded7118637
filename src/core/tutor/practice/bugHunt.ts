import { type Bug, bugs } from './bugs.ts';
import { Draw } from './draw.ts';
import type { Practice } from './generatePractice.ts';
import { type BugTopic, bugTopics } from './topic.ts';

export interface BugHunt extends Practice {
  readonly topic: BugTopic;
  /** The parameter whose gradient has the wrong rule. */
  readonly param: string;
  /** The right formula, for the key. */
  readonly right: string;
}

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
  const bug = draw.one(bugs[about]);
  const [at, formula] = draw.one(bug.wrong);
  const title = `Bug hunt: ${bug.title}`;
  return {
    topic: about,
    title,
    text: asText(
      title,
      bug,
      draw,
      bug.right.map((right, i) => (i === at ? formula : right)),
    ),
    param: bug.params[at] ?? '',
    right: bug.right[at] ?? '',
  };
}

function asText(title: string, { name, params, body, call }: Bug, draw: Draw, formulas: readonly string[]): string {
  const tuple = formulas.length === 1 ? (formulas[0] ?? '') : `(${formulas.join(', ')})`;
  return [
    `# %% [markdown] ${title}`,
    '# The backward pass below has one wrong rule. Find it as you would in your own code: *Check gradients* above the cell',
    '# says which gradients are not what they should be. You may change two numbers of the inputs and look again. Then',
    '# repair the formula, and nothing else.',
    '',
    `# %% ${title}`,
    `def ${name}(${params.join(', ')}) = ${body}`,
    `backward ${name}(${params.join(', ')}, upstream) = ${tuple}`,
    '',
    ...call(draw),
    '',
  ].join('\n');
}
