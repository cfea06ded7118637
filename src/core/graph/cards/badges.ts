import type { Badge } from '../../../protocol/graph.ts';
import type { Application } from '../../explain/application.ts';
import { remarksOf } from '../../explain/remarks.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { agreesWithBody, learnedCallAt } from '../build/customPasses.ts';
import type { Drawing, DrawnBox, DrawnNode } from '../build/drawing.ts';
import { allFinite } from '../build/tensorView.ts';
import { applicationOf, operationOf } from './operation.ts';

/** What to notice about a gate at its present numbers. */
export function badgesOf(drawing: Drawing, node: DrawnNode): readonly Badge[] {
  const badges: Badge[] = [];
  const { gate, into } = node;
  const concealed =
    node.hidden.value || node.hidden.gradient || into.some(({ from }) => from.hidden.value || from.hidden.gradient);
  const arose = notFinite(node);
  if (arose !== undefined && !node.hidden.value) badges.push({ kind: 'nan', text: arose });
  const operation = gate && !concealed ? operationOf(drawing, node.id) : undefined;
  const application = operation && applicationOf(drawing, operation);
  if (application) badges.push(...remarkBadges(application));
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
  const operation = operationOf(drawing, box.id);
  const application = operation && applicationOf(drawing, operation);
  return application ? remarkBadges(application) : [];
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

const remarkBadges = (application: Application): readonly Badge[] =>
  remarksOf(application).map(({ kind, words }) => ({ kind, text: words }));
