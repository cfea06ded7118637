import { sizeOf, type Tensor } from '../../core/tensor/tensor.ts';
import type { Look } from '../engine/engine.ts';
import type { Plan } from '../plan/plan.ts';
import type { Prepared } from '../run/prepare.ts';
import type { TrainingRun } from '../run/trainingRun.ts';
import { deadShare } from '../views/histograms.ts';

/** So many rows show that nothing is wrong; what looks wrong is looked at again with so many. */
const FEW_ROWS = 32;
const MOST_ROWS = 512;

/** What is wrong with a network that hardly learns, told from a look at it. Nothing where nothing is wrong. */
export function hintsFor({ plan, trainingRows }: Prepared, run: TrainingRun): readonly string[] {
  const parameters = run.parts.engine.parameters();
  const found = hintsFrom(plan, parameters, run.parts.engine.look(trainingRows.subarray(0, FEW_ROWS), true));
  return found.length === 0 || trainingRows.length <= FEW_ROWS
    ? found
    : hintsFrom(plan, parameters, run.parts.engine.look(trainingRows.subarray(0, MOST_ROWS), true));
}

function hintsFrom(plan: Plan, parameters: readonly Tensor[], look: Look): readonly string[] {
  const hints: string[] = [];
  const alike = plan.params.filter(({ start }, p) => {
    const [, columns = 1] = start.shape;
    return (
      start.shape.length === 2 &&
      columns > 1 &&
      allEqual(parameters[p]?.data ?? []) &&
      !isLastLayer(plan.params.length, p)
    );
  });
  if (alike.length > 0)
    hints.push(
      `all entries of ${listed(alike.map(({ name }) => name))} are equal, so all units of that layer compute the same and get the same gradient: start from he(…) or randn(…)`,
    );
  const still = plan.params.filter((_, p) => (look.gradients[p]?.data ?? [1]).every((entry) => entry === 0));
  if (still.length === plan.params.length)
    hints.push('every gradient is exactly 0 here, so no update changes anything');
  for (const [node, { does, gradient }] of plan.nodes.entries()) {
    if (does.kind !== 'gate' || !gradient || does.gate.pattern !== 'gradient switch') continue;
    const { shape, data } = look.valueOf(node);
    if (shape.length < 2 || sizeOf(shape) === 0) continue;
    const dead = deadShare(shape, data);
    const name = plan.nameOf(node) ?? does.gate.name;
    if (dead === 1)
      hints.push(`${name} is off for every example, so nothing behind it learns: none of its inputs is above 0`);
    else if (dead >= 0.5)
      hints.push(
        `${Math.round(dead * 100)} % of the units of ${name} are off for every example and learn nothing (dead ReLUs): a smaller lr or he(…) helps`,
      );
  }
  return hints;
}

/** A classifier's only layer may well start from zeros. */
const isLastLayer = (count: number, index: number): boolean => count <= 2 && index === 0;

function allEqual(data: ArrayLike<number>): boolean {
  for (let i = 1; i < data.length; i++) if (data[i] !== data[0]) return false;
  return true;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
