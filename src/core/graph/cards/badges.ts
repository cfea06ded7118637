import type { Badge } from '../../../protocol/graph.ts';
import { remarksOf } from '../../explain/remarks.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { agreesWithBody, learnedCallAt } from '../build/customPasses.ts';
import type { Drawing, DrawnNode } from '../build/drawing.ts';
import { allFinite } from '../build/tensorView.ts';
import { shownApplicationAt } from './operation.ts';

/** What to notice about a gate at its present numbers. */
export function badgesOf(drawing: Drawing, node: DrawnNode): readonly Badge[] {
  const badges: Badge[] = [];
  const { gate } = node;
  const arose = notFinite(node);
  if (arose !== undefined && !node.hidden.value) badges.push({ kind: 'nan', text: arose });
  badges.push(...remarkBadges(drawing, node.id));
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

/** The remarks of a gate that is drawn as a node or as a box. */
export function remarkBadges(drawing: Drawing, id: string): readonly Badge[] {
  const application = shownApplicationAt(drawing, id);
  return application ? remarksOf(application).map(({ kind, words }) => ({ kind, text: words })) : [];
}
