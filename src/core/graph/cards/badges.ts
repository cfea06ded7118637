import type { Badge } from '../../../protocol/graph.ts';
import { showCount } from '../../base/show.ts';
import { fillWords } from '../../explain/formula/formula.ts';
import type { Gate, Options } from '../../gates/gate.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { agreesWithBody, learnedCallAt } from '../build/customPasses.ts';
import type { Drawing, DrawnBox, DrawnNode } from '../build/drawing.ts';
import { allFinite } from '../build/tensorView.ts';

/** What to notice about a gate at its present numbers. */
export function badgesOf(drawing: Drawing, node: DrawnNode): readonly Badge[] {
  const badges: Badge[] = [];
  const { gate, into } = node;
  const concealed =
    node.hidden.value || node.hidden.gradient || into.some(({ from }) => from.hidden.value || from.hidden.gradient);
  const arose = notFinite(node);
  if (arose !== undefined && !node.hidden.value) badges.push({ kind: 'nan', text: arose });
  if (gate && !concealed) {
    const inputs = into.map(({ from }) => from.value);
    const names = into.map(({ from }) => from.label);
    badges.push(...remarkBadges(gate, inputs, node.value, node.options, names));
  }
  const call = gate && node.node !== undefined ? learnedCallAt(drawing.evaluation, node.node) : undefined;
  if (call) {
    const agrees = agreesWithBody(drawing.evaluation, call, node);
    badges.push(
      agrees === false
        ? {
            kind: 'wrong-backward',
            text: `the backward pass written for ${call.name} gives other gradients than its formula`,
          }
        : { kind: 'own-backward', text: `the backward pass of ${call.name} is the one written in this file` },
    );
  }
  return badges;
}

export function badgesOfBox(drawing: Drawing, box: DrawnBox): readonly Badge[] {
  const output = drawing.byId.get(box.output);
  if (box.gate === undefined || output === undefined || output.hidden.value || output.hidden.gradient) return [];
  if (box.operands.some(({ hidden }) => hidden.value || hidden.gradient)) return [];
  const names = box.operands.map(({ label }) => label);
  return remarkBadges(
    box.gate,
    box.operands.map(({ value }) => value),
    output.value,
    box.options,
    names,
  );
}

/** Where a value or a gradient stops being finite though all that goes into it is. */
function notFinite(node: DrawnNode): string | undefined {
  if (node.copies) return undefined;
  const finiteInputs = node.into.every(({ from }) => allFinite(from.value));
  if (!allFinite(node.value)) return finiteInputs ? `${wordFor(node.value)} first arises here` : undefined;
  const { gradient } = node;
  if (gradient === undefined || !allFinite(gradient) || !finiteInputs) return undefined;
  const broken = node.into.find(({ message }) => message && !allFinite(message));
  return broken?.message && `the gradient becomes ${wordFor(broken.message)} here, on its way to ${broken.from.label}`;
}

const wordFor = ({ data }: Tensor): string =>
  data.some((entry) => Number.isNaN(entry)) ? 'nan' : 'an infinite number';

function remarkBadges(
  gate: Gate,
  inputs: readonly Tensor[],
  out: Tensor,
  options: Options,
  names: readonly string[],
): readonly Badge[] {
  if (gate.remark === undefined || gate.scalar === undefined) return [];
  const total = out.data.length;
  const counts = { kink: 0, off: 0, saturated: 0 };
  const words: { kink?: string; off?: string; saturated?: string } = {};
  const offAt = new Uint8Array(total);
  for (let i = 0; i < total; i++) {
    const entries = inputs.map(({ data }) => (data.length === total ? data[i] : data[0]) ?? Number.NaN);
    const remark = gate.remark(entries, out.data[i] ?? Number.NaN, options);
    // A router always has a loser: that is what it is for, and no fault.
    if (remark === undefined || (remark.kind === 'off' && gate.pattern === 'gradient router')) continue;
    counts[remark.kind]++;
    words[remark.kind] ??= remark.words;
    if (remark.kind === 'off') offAt[i] = 1;
  }
  const badges: Badge[] = [];
  for (const kind of ['saturated', 'off', 'kink'] as const) {
    const count = counts[kind];
    const said = words[kind];
    if (count === 0 || said === undefined) continue;
    if (total === 1) badges.push({ kind, text: fillWords(said, gate, names) });
    else if (kind === 'off') badges.push(...offBadge(gate, offAt, count, out));
    else badges.push({ kind, text: `${kind === 'kink' ? 'at a corner' : 'saturated'} in ${share(count, total)}` });
  }
  return badges;
}

const share = (count: number, total: number): string =>
  count === total ? `all ${showCount(total)} entries` : `${showCount(count)} of ${showCount(total)} entries`;

/** A unit that is off for every row learns nothing: it is dead. Single zeros are what a switch is for. */
function offBadge(gate: Gate, offAt: Uint8Array, count: number, { shape }: Tensor): readonly Badge[] {
  const total = offAt.length;
  if (count === total)
    return [{ kind: 'off', text: `${gate.name} is off in all ${showCount(total)} entries: nothing passes back` }];
  const columns = shape.at(-1) ?? 1;
  const rows = total / columns;
  if (shape.length < 2 || rows < 2) return [];
  let dead = 0;
  for (let column = 0; column < columns; column++) {
    let row = 0;
    while (row < rows && offAt[row * columns + column] === 1) row++;
    if (row === rows) dead++;
  }
  if (dead === 0) return [];
  return [{ kind: 'off', text: `${dead} of ${columns} units are off for every row: dead for this batch` }];
}
