import type { Card, CardFormula } from '../../../protocol/graph.ts';
import { showNumber, showShape } from '../../base/show.ts';
import { fitsFraction } from '../../explain/application.ts';
import { appliedGate } from '../../explain/formula/applied.ts';
import { fillWords } from '../../explain/formula/formula.ts';
import { plainTensor } from '../../explain/formula/plain.ts';
import {
  equation,
  partial,
  steadySum,
  tensorWritten,
  times,
  type Written,
  type WrittenPiece,
  written,
} from '../../explain/formula/written.ts';
import { forwardOf } from '../../explain/forwardStep.ts';
import { gradientTerm, MOST_ENTRIES } from '../../explain/gradientTerm.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { arrivalsAt, type Drawing, type DrawnNode } from '../build/drawing.ts';
import { isZero } from '../build/tensorView.ts';
import { badgesOf, remarkBadges } from './badges.ts';
import { backwardSentence, copySentence, forwardSentence, leafSentence } from './cardSentences.ts';
import { applicationOf, asOperand, isConcealed, nameOfGradient, type Operation, operationOf } from './operation.ts';
import { zeroReasonsIn } from './zeroReasons.ts';

/** What one step says: of a node, or of a closed box as if it were one gate. Undefined for an id that is not drawn. */
export function cardOf(drawing: Drawing, id: string, phase: Card['phase']): Card | undefined {
  const operation = operationOf(drawing, id);
  if (operation === undefined) return undefined;
  const { node, gate, box } = operation;
  const told = isConcealed(operation) || usersAreConcealed(drawing, operation) ? withoutNumbers : withNumbers;
  const pattern = node.copies && !box ? 'gradient adder' : gate?.pattern;
  const isLeaf = operation.operands.length === 0;
  // A setting that an open answer decides stands in the formulas as a number: in its gate's, and in those of what the gate uses.
  const { shapes } = drawing.request.hidden ?? {};
  const isSet = [node, ...usersOf(node)].some((one) => one.node !== undefined && shapes?.has(one.node) === true);
  const base = {
    node: id,
    phase,
    title: isSet ? node.label : titleOf(operation),
    ...(pattern === undefined ? {} : { pattern }),
  };
  if (isSet) return { ...base, sentence: withoutNumbers(), formulas: [], remarks: [] };
  if (phase === 'forward')
    return {
      ...base,
      sentence: told(isLeaf ? leafSentence(drawing, node, phase) : forwardSentence(drawing, operation)),
      formulas: [forwardFormula(drawing, operation)].map((formula) =>
        told === withNumbers ? formula : symbolsOnly(formula),
      ),
      remarks: told === withNumbers ? badgeTexts(drawing, operation) : [],
    };
  const adder = box ? undefined : adderAt(node);
  const formulas = adder ? [adderFormula(drawing, adder)] : backwardFormulas(drawing, operation);
  const insight = insightOf(operation);
  return {
    ...base,
    sentence: told(backwardWords(drawing, operation)),
    formulas: formulas.map((formula) => (told === withNumbers ? formula : symbolsOnly(formula))),
    ...(adder?.copies === 'uses' && told === withNumbers ? { ledger: ledgerOf(drawing, adder) } : {}),
    ...(insight === undefined ? {} : { insight }),
    remarks: told === withNumbers ? [...badgeTexts(drawing, operation), ...zeroTexts(drawing, operation)] : [],
  };
}

/** The card of an input tells of the gates that use it, which may be part of a question themselves. */
const usersAreConcealed = (drawing: Drawing, { node, operands }: Operation): boolean =>
  operands.length === 0 &&
  usersOf(node).some((user) => {
    const operation = operationOf(drawing, user.id);
    return operation !== undefined && isConcealed(operation);
  });

/** The gates that a value feeds, behind its copy gate. */
const usersOf = (node: DrawnNode): readonly DrawnNode[] =>
  arrivalsAt(node).flatMap(({ to }) => (to.copies === 'uses' ? to.out.map((edge) => edge.to) : [to]));

/** The copy gate at which the messages to a node are added up: the node itself, or what an input is copied by. */
function adderAt(node: DrawnNode): DrawnNode | undefined {
  if (node.copies) return node;
  const [arrival, ...others] = node.into.length === 0 ? arrivalsAt(node) : [];
  return others.length === 0 && arrival?.to.copies === 'uses' ? arrival.to : undefined;
}

const withNumbers = (sentence: string): string => sentence;
const withoutNumbers = (): string =>
  'The numbers of this step are part of an open question: work them out, or reveal them.';

/** Of the symbols only what does not end in a number. */
const symbolsOnly = ({ label, symbols, port }: CardFormula): CardFormula => ({
  label,
  symbols,
  numbers: '',
  plain: '',
  ...(port === undefined ? {} : { port }),
});

function titleOf(operation: Operation): string {
  const { node, box } = operation;
  if (node.copies === 'uses' && !box && node.name === undefined)
    return node.out.length === 1 ? `${node.label}, copied` : `${node.label} is used ${node.out.length} times`;
  if (node.copies === 'rows' && !box) return `${node.label}, copied to ${showShape(node.value.shape)}`;
  const applied = appliedWords(operation);
  if (applied === undefined || node.name === undefined) return node.label;
  return equation([written(node.words), written(applied)]).plain;
}

/** The operation applied to its operands' words: `x + y`, `sigmoid(z)`, `neuron(w, x, b)`. */
function appliedWords({ gate, operands, options, box, node }: Operation): WrittenPiece | undefined {
  if (gate)
    return appliedGate(
      gate,
      operands.map(({ words }) => words),
      options,
    );
  if (box === undefined || node.name === undefined) return undefined;
  return {
    plain: { ...node.words.plain, text: box.title },
    tex: { ...node.words.tex, text: `\\text{${texSafe(box.title)}}` },
  };
}

const texSafe = (text: string): string =>
  text.replace(/[\\{}$&#^_~%]/g, (sign) => (/[\\^~]/.test(sign) ? ' ' : `\\${sign}`));

function forwardFormula(drawing: Drawing, operation: Operation): CardFormula {
  const { digits } = drawing.request;
  const { node } = operation;
  const application = applicationOf(drawing, operation);
  if (application) {
    const { name, symbols, numbers, result } = forwardOf(application, digits);
    // Where all operands are literals the symbols are the numbers.
    const inNumbers = numbers?.plain === symbols?.plain ? undefined : numbers;
    return cardFormula('forward', equation([name, symbols]), equation([inNumbers, result]));
  }
  const applied = appliedWords(operation);
  const symbols = equation([written(node.words), applied && written(applied)]);
  return cardFormula('forward', symbols, written(tensorWritten(node.value, digits)));
}

function backwardFormulas(drawing: Drawing, operation: Operation): readonly CardFormula[] {
  const { node, operands } = operation;
  if (operands.length === 0) return node.gradient ? [inputFormula(drawing, node, node.gradient)] : [];
  return operands.flatMap((_, port) => {
    const formula = sentFormula(drawing, operation, port);
    return formula ? [{ ...formula, port }] : [];
  });
}

/** One message as a formula: downstream = local × upstream. Undefined where nothing flows. */
function sentFormula(drawing: Drawing, operation: Operation, port: number): CardFormula | undefined {
  const { node, operands, messages } = operation;
  const operand = operands[port];
  const message = messages[port];
  if (operand === undefined || message === undefined) return undefined;
  const { digits } = drawing.request;
  const isCollected = (operand.copies !== undefined && operand.name === undefined) || !fitsFraction(asOperand(operand));
  const name = nameOfGradient(drawing, operand);
  const label = isCollected ? `to ${operand.label}` : name.plain.text;
  const head = isCollected ? undefined : written(name);
  const application = applicationOf(drawing, operation);
  const term = application && gradientTerm(application, port, digits);
  if (term === undefined) {
    const whole = times(partial(node.words, operand.words), nameOfGradient(drawing, node));
    return cardFormula(label, equation([head, written(whole)]), written(tensorWritten(message, digits)));
  }
  const { chain, product, numbers, result, shapes, slope } = term;
  const isWritten = message.data.length <= MOST_ENTRIES;
  const made = cardFormula(
    label,
    equation([head, chain, product]),
    isWritten ? equation([numbers, result]) : undefined,
    shapes,
  );
  return slope === undefined ? made : { ...made, local: showNumber(slope, digits) };
}

/** A shape in place of entries, `(64, 16)` or `(5,)`; the operands of a call, `max(64, 16)`, are none. */
const SHAPE = /(?<![\w)])\(\d+,(?: \d+(?:, \d+)*)?\)/;

/** Nothing but a shape. */
const isShape = ({ plain }: Written): boolean => SHAPE.exec(plain)?.[0] === plain;

/** What is known of a large tensor is its shape, and a shape is no value: it follows the formula. */
function cardFormula(label: string, symbols: Written, numbers: Written | undefined, shapes?: Written): CardFormula {
  const shape = numbers && isShape(numbers) ? numbers : undefined;
  const after = shapes ?? shape;
  return {
    label,
    symbols: symbols.tex,
    numbers: shape ? '' : (numbers?.tex ?? ''),
    ...(after ? { shapes: after.tex } : {}),
    plain: `${readable(symbols, numbers)}${after ? `   ${after.plain}` : ''}`,
  };
}

/** Where plain text would only repeat the shapes of large tensors, the symbols say more. */
const readable = (symbols: Written, numbers: Written | undefined): string =>
  numbers === undefined || SHAPE.test(numbers.plain) ? symbols.plain : `${symbols.plain} = ${numbers.plain}`;

/** How the gradient of an input comes about: at the one gate that uses it, as the text calls that gate. */
function inputFormula(drawing: Drawing, node: DrawnNode, gradient: Tensor): CardFormula {
  const [arrival] = arrivalsAt(node);
  if (arrival === undefined) return gradientFormula(drawing, node, gradient);
  let { to, port }: { to: string; port: number } = { to: arrival.to.id, port: arrival.port };
  for (let box = arrival.to.box; box && box !== node.box; box = box.parent) {
    const place = box.operands.indexOf(node);
    if (box.gate && place >= 0) [to, port] = [box.id, place];
  }
  const operation = operationOf(drawing, to);
  return (operation && sentFormula(drawing, operation, port)) ?? gradientFormula(drawing, node, gradient);
}

function gradientFormula(drawing: Drawing, node: DrawnNode, gradient: Tensor): CardFormula {
  const name = written(nameOfGradient(drawing, node));
  const result = written(tensorWritten(gradient, drawing.request.digits));
  return cardFormula(name.plain, name, result);
}

/** At a copy gate: the sum of the messages. */
function adderFormula(drawing: Drawing, node: DrawnNode): CardFormula {
  const { digits } = drawing.request;
  const name = written(nameOfGradient(drawing, node));
  const edges = arrivalsAt(node);
  const symbols = edges.map(({ to }): Written => {
    const through = written(partial(to.words, node.words));
    const upstream = written(nameOfGradient(drawing, to));
    if (to.copies) return written(nameOfGradient(drawing, to));
    return { plain: `${through.plain} · ${upstream.plain}`, tex: `${through.tex} \\cdot ${upstream.tex}` };
  });
  const result = node.gradient ? written(tensorWritten(node.gradient, digits)) : undefined;
  if (node.copies === 'rows') {
    const sum: Written = {
      plain: `Σ over the copies`,
      tex: `\\textstyle\\sum_{\\text{copies}} ${written(nameOfGradient(drawing, edges[0]?.to ?? node)).tex}`,
    };
    const from = node.into[0];
    const summed = from?.message ? written(tensorWritten(from.message, digits)) : undefined;
    const both = equation([name, sum]);
    return cardFormula(name.plain, both, summed);
  }
  const joined: Written = {
    plain: symbols.map(({ plain }) => plain).join(' + '),
    tex: symbols.map(({ tex }) => tex).join(' + '),
  };
  const whole = equation([name, joined]);
  const readable = node.value.data.length <= 6;
  const sum =
    readable && result
      ? steadySum(
          edges.map(({ message }) => message),
          result,
          digits,
        )
      : undefined;
  const numbers = readable ? equation([sum, result]) : undefined;
  return cardFormula(name.plain, whole, numbers);
}

/** The sum at a copy gate as the backward pass makes it. */
function ledgerOf({ request: { digits } }: Drawing, node: DrawnNode): NonNullable<Card['ledger']> {
  const sum = { shape: node.value.shape, data: new Float64Array(node.value.data.length) };
  return arrivalsAt(node).map(({ to, message }) => {
    for (let i = 0; i < sum.data.length; i++) sum.data[i] = (sum.data[i] ?? 0) + (message.data[i] ?? 0);
    return { from: to.label, message: plainTensor(message, digits).text, sum: plainTensor(sum, digits).text };
  });
}

function backwardWords(drawing: Drawing, operation: Operation): string {
  const { node, operands, box } = operation;
  if (operands.length === 0) return leafSentence(drawing, node, 'backward');
  if (node.copies && !box) return copySentence(drawing, node);
  return backwardSentence(drawing, operation);
}

function insightOf({ gate, operands, node, box }: Operation): string | undefined {
  if (node.copies && !box)
    return 'Where a value is used more than once, the messages that come back are added, never overwritten.';
  if (gate === undefined || gate.prose.insight === '') return undefined;
  return fillWords(
    gate.prose.insight,
    gate,
    operands.map(({ label }) => label),
  );
}

const badgeTexts = (drawing: Drawing, { box, node }: Operation): readonly string[] =>
  (box ? remarkBadges(drawing, box.id) : badgesOf(drawing, node)).map(({ text }) => text);

function zeroTexts(drawing: Drawing, { node, operands, messages, box }: Operation): readonly string[] {
  if (box) return [];
  if (operands.length === 0) {
    if (node.gradient === undefined) return [node.whyNone];
    return isZero(node.gradient) ? [`0: ${zeroReasonsIn(drawing).ofNode(node)}`] : [];
  }
  if (!messages.some((message) => message && isZero(message))) return [];
  const reasons = zeroReasonsIn(drawing);
  return node.into.flatMap((edge) =>
    edge.message && isZero(edge.message)
      ? [`${edge.from.label} receives ${showNumber(0)}: ${reasons.ofMessage(edge.to, edge.port)}`]
      : [],
  );
}
